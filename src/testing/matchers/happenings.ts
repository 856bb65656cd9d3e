import type { TracerRecord, TransitionRecord } from '../records.js';

/** The transitions of a recording, without checks. */
export function transitionsOf(records: readonly TracerRecord[]): readonly TransitionRecord[] {
  return records.flatMap(({ callback, transition }) =>
    callback === 'transitionEnd' && transition?.mutation.check === false ? [transition] : [],
  );
}

/** One line for each thing that came of a mutation: executed, canceled or rejected, and by what. */
export function happeningsOf(records: readonly TracerRecord[]): readonly string[] {
  return records.flatMap((record) => {
    const { callback, transition, mutation, reason } = record;
    if (callback === 'mutationRejected' && mutation?.check === false) {
      return [`rejected  ${textOf(mutation)}: ${String(reason)}`];
    }
    if (callback !== 'transitionEnd' || transition === undefined || transition.mutation.check) return [];
    return [transition.accepted ? executedLine(transition) : canceledLine(transition)];
  });
}

/** `executed  [add] Ready: +Ready -Loading` */
export function executedLine({ mutation, added, removed }: TransitionRecord): string {
  const changes = [...added.map((state) => `+${state}`), ...removed.map((state) => `-${state}`)];
  return `executed  ${textOf(mutation)}: ${changes.length === 0 ? 'no change' : changes.join(' ')}`;
}

/** `canceled  [add] Ready: ReadyEnter (handler)` */
export function canceledLine({ mutation, cancellation }: TransitionRecord): string {
  const by = cancellation === undefined ? 'by relations' : `${cancellation.by} (${cancellation.reason})`;
  return `canceled  ${textOf(mutation)}: ${by}`;
}

function textOf({ type, called, auto }: TransitionRecord['mutation']): string {
  return `[${auto ? 'auto ' : ''}${type}] ${called.join(' ')}`;
}

import type { MachineEvent, TransitionEvent } from '../model/index.js';
import { recordedClocks, type ClocksByName } from './recorded-machine.js';
import type { TappedTransition } from './transition-tap.js';

/** Where a replayed machine did something else than the recorded one. */
export interface Divergence {
  /** Id of the recorded transition. */
  readonly id: string;
  /** What was different, in words. */
  readonly text: string;
}

/**
 * The first difference between transitions that were recorded and those of a machine.
 * @param found undefined compares nothing but the clocks at the end
 * @param end the clocks of the machine after them
 */
export function divergenceOf(
  recorded: readonly TransitionEvent[],
  found: readonly TappedTransition[] | undefined,
  schema: MachineEvent,
  end: ClocksByName,
): Divergence | undefined {
  const last = recorded.at(-1);
  if (last === undefined) return undefined;
  for (const [number, event] of found === undefined ? [] : recorded.entries()) {
    const text = difference(event, found?.[number], schema);
    if (text !== undefined) return { id: event.id, text: `${mutationText(event)}: ${text}` };
  }
  const more = found?.[recorded.length];
  if (more !== undefined) return { id: last.id, text: `${mutationText(more)}: was not recorded, after ${last.id}` };
  const clocks = clocksText(recordedClocks(schema, last.clocks), end);
  return clocks === undefined ? undefined : { id: last.id, text: `${mutationText(last)}: ${clocks}` };
}

function difference(
  event: TransitionEvent,
  found: TappedTransition | undefined,
  schema: MachineEvent,
): string | undefined {
  if (found === undefined) return 'was recorded, did not happen';
  if (found.type !== event.type || !isSame(found.called, event.called)) return `came out as ${mutationText(found)}`;
  if (found.accepted !== event.accepted)
    return event.accepted ? 'was accepted, is canceled' : 'was canceled, is accepted';
  return clocksText(recordedClocks(schema, event.clocks), found.clocks);
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, index) => name === b[index]);

const mutationText = ({ type, called }: Pick<TappedTransition, 'type' | 'called'>): string =>
  `[${type}] ${called.join(' ')}`;

/** Which states stand elsewhere. */
function clocksText(recorded: ClocksByName, found: ClocksByName): string | undefined {
  const different = [...recorded].filter(([name, tick]) => found.get(name) !== tick);
  if (different.length === 0) return undefined;
  const texts = different.map(
    ([name, tick]) => `${name} at ${String(tick)}, is at ${String(found.get(name) ?? 'none')}`,
  );
  return `had ${texts.join('; ')}`;
}

import type { Step } from 'statescope';

const TYPES: Readonly<Record<number, string>> = {
  1: 'rel',
  2: 'handler',
  4: 'activate',
  8: 'deactivate',
  16: 'deactivate-passive',
  32: 'called',
  64: 'cancel',
};

/** A step in the form of the golden cases: `rel/add A>B`, `handler >A final,enter`. */
export function stepText(
  step: Step,
  names: readonly string[],
  schema: Readonly<Record<string, { require?: readonly string[] }>>,
): string {
  const unknown = [
    ...new Set(names.flatMap((name) => schema[name]?.require ?? []).filter((name) => !names.includes(name))),
  ];
  const name = (index: number): string => {
    if (index === -1) return '';
    return index === -2 ? 'Any' : ([...names, ...unknown][index] ?? '?');
  };
  const relation = step.relation === undefined ? '' : `/${step.relation}`;
  const flags = [step.isSelf === true && 'self', step.isFinal === true && 'final', step.isEnter === true && 'enter'];
  const flagText = flags.filter((flag) => flag !== false).join(',');
  return `${TYPES[step.type] ?? '?'}${relation} ${name(step.from)}>${name(step.to)}${flagText === '' ? '' : ` ${flagText}`}`;
}

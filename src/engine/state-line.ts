import type { Plan } from './plan.js';

/**
 * The line of what changes on the way to a target, without arguments; undefined when nothing does.
 * @param showsRest names the states that stay, too
 */
export function stateLine(
  { node, ask, enters }: Plan,
  target: readonly number[],
  showsRest: boolean,
): string | undefined {
  const { schema } = node.memo;
  const mark = (states: readonly number[], sign: string) => states.map((state) => sign + schema.nameOf(state));
  const stays = target.filter((state) => node.has(state));
  const parts = [
    ...mark(
      target.filter((state) => !node.has(state)),
      '+',
    ),
    ...mark(
      stays.filter((state) => enters.includes(state)),
      '+',
    ),
    ...mark(
      node.list.filter((state) => !target.includes(state)),
      '-',
    ),
    ...(showsRest ? schema.namesOf(stays) : []),
  ];
  return parts.length === 0 ? undefined : `${ask.auto ? '[auto_]' : '[state]'} ${parts.join(' ')}`;
}

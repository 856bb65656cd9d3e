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
  const entered = target.filter((state) => !node.has(state));
  const stays = target.filter((state) => node.has(state));
  const again = stays.filter((state) => enters.includes(state));
  const left = node.list.filter((state) => !target.includes(state));
  const parts = [
    ...schema.namesOf([...entered, ...again]).map((name) => `+${name}`),
    ...schema.namesOf(left).map((name) => `-${name}`),
    ...(showsRest ? schema.namesOf(stays) : []),
  ];
  return parts.length === 0 ? undefined : `${ask.auto ? '[auto_]' : '[state]'} ${parts.join(' ')}`;
}

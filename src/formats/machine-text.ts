import { isActiveTick, type AnyMachine } from '../engine/index.js';
import type { MachineView, MutationView, StateView } from '../tracer/index.js';

const RELATIONS = ['add', 'require', 'remove', 'after'] as const;
const LABEL_WIDTH = 'Require'.length + 2;

/** All states with their clocks, in index order, for instance `(A:1 B:3) [C:0 D:2]` (machine specification §10). */
export function clocksText(machine: AnyMachine | MachineView): string {
  if (isGone(machine)) return '';
  const { stateNames, tick } = readerOf(machine);
  const texts = (active: boolean): string =>
    stateNames
      .filter((name) => isActiveTick(tick(name)) === active)
      .map((name) => `${name}:${tick(name)}`)
      .join(' ');
  return `(${texts(true)}) [${texts(false)}]`;
}

/**
 * What stands in a machine, line by line: each state with its clock, flags and relations (machine specification §10). Every
 * line ends with a line break.
 * @param states the states to show, in this order. @default all, in index order
 */
export function inspectText(machine: AnyMachine | MachineView, states?: readonly string[]): string {
  if (isGone(machine)) return '';
  const { stateNames, schema, tick } = readerOf(machine);
  return (states ?? stateNames).map((name) => stateText(name, tick(name), schema[name] ?? {})).join('');
}

/**
 * A mutation as text, `[add] A C`: names in index order; with `asIndexes` in call order, `[add] [0 2]` (machine
 * specification §10).
 * @param stateNames state names in index order, of the machine that the mutation belongs to
 */
export function mutationText(
  mutation: Pick<MutationView, 'type' | 'called'>,
  stateNames: readonly string[],
  options: { readonly asIndexes?: boolean } = {},
): string {
  const { type, called } = mutation;
  if (options.asIndexes === true) return `[${type}] [${called.map((name) => stateNames.indexOf(name)).join(' ')}]`;
  return `[${type}] ${stateNames.filter((name) => called.includes(name)).join(' ')}`.trimEnd();
}

function stateText(name: string, tick: number, state: StateView): string {
  const fields: (readonly [label: string, value: string])[] = [['Tick', String(tick)]];
  if (state.auto === true) fields.push(['Auto', 'true']);
  if (state.multi === true) fields.push(['Multi', 'true']);
  for (const relation of RELATIONS) {
    const names = state[relation];
    if (names !== undefined) fields.push([`${relation.charAt(0).toUpperCase()}${relation.slice(1)}`, names.join(' ')]);
  }
  const lines = fields.map(([label, value]) => `    |${label.padEnd(LABEL_WIDTH)}${value}\n`);
  return `${isActiveTick(tick) ? 1 : 0} ${name}\n${lines.join('')}`;
}

function isGone(machine: AnyMachine | MachineView): boolean {
  return 'isDisposed' in machine && machine.isDisposed;
}

interface Reader {
  readonly stateNames: readonly string[];
  readonly schema: Readonly<Record<string, StateView>>;
  tick(this: void, state: string): number;
}

function readerOf(machine: AnyMachine | MachineView): Reader {
  const view = 'view' in machine ? machine.view : machine;
  return { stateNames: view.stateNames, schema: view.schema, tick: (state) => view.tick(state) };
}

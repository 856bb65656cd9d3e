import { SPAN } from '../../semconv.js';
import type { MachineView } from '../../tracer/index.js';

/** Which groups of states show, and which states of them. */
export interface StateGroupLists {
  /** @default all */
  readonly onlyGroups?: readonly string[] | undefined;
  /** @default all */
  readonly onlyGroupStates?: readonly string[] | undefined;
}

const known = new WeakMap<object, Map<string, readonly string[]>>();
const NONE: readonly string[] = [];

/** What is asked of a machine here. */
type Grouped = Pick<MachineView, 'groups'>;

/** The groups of a state, in the order they were declared. */
export function groupsOf({ groups }: Grouped, state: string): readonly string[] {
  if (groups === undefined) return NONE;
  let byState = known.get(groups);
  if (byState === undefined) known.set(groups, (byState = new Map<string, readonly string[]>()));
  let found = byState.get(state);
  if (found === undefined) {
    found = Object.keys(groups).filter((name) => groups[name]?.includes(state) === true);
    byState.set(state, found);
  }
  return found;
}

/** The group whose span a state shows under: the first that has it. */
export function groupOf(machine: Grouped, state: string): string {
  return groupsOf(machine, state)[0] ?? SPAN.otherGroup;
}

/** Whether only some groups or states of them show. */
export function limitsStates({ onlyGroups = [], onlyGroupStates = [] }: StateGroupLists): boolean {
  return onlyGroups.length + onlyGroupStates.length > 0;
}

/** Which states of a machine show, where only some groups or states of them do; undefined for all. */
export function shownGroups({ groups }: Grouped, lists: StateGroupLists): ((state: string) => boolean) | undefined {
  if (!limitsStates(lists)) return undefined;
  const { onlyGroups = [], onlyGroupStates = [] } = lists;
  // It is kept, and must not keep the machine.
  const grouped = { groups };
  return (state) =>
    (onlyGroups.length === 0 || onlyGroups.includes(groupOf(grouped, state))) &&
    (onlyGroupStates.length === 0 || onlyGroupStates.includes(state));
}

import type { MachineView } from '../../../tracer/index.js';
import type { SchemaMessage, StateMessage } from '../messages.js';

/** The group that debuggers take for the states of the machine itself. */
const OWN_GROUP = 'self';
const NONE: readonly string[] = [];

/**
 * What debuggers are told of a machine before anything else (debugger specification §1.2).
 * @param hasOwnGroup a machine without groups gets one with all states, as debuggers need one to show its diagrams
 */
export function schemaMessage(machine: MachineView, hasOwnGroup: boolean): SchemaMessage {
  const { id, stateNames, schema, parentId = '', tags } = machine;
  const index = new Map(stateNames.map((name, state) => [name, state]));
  const groups = machine.groups ?? (hasOwnGroup ? { [OWN_GROUP]: stateNames } : undefined);
  return {
    id,
    statesIndex: stateNames,
    states: new Map(stateNames.map((name) => [name, stateMessage(Object.hasOwn(schema, name) ? schema[name] : {})])),
    groups:
      groups &&
      new Map(
        Object.entries(groups).map(([group, states]) => [group, states.flatMap((name) => index.get(name) ?? [])]),
      ),
    groupsOrder: Object.keys(groups ?? {}),
    parent: parentId,
    tags,
  };
}

function stateMessage({
  auto = false,
  multi = false,
  require = NONE,
  add = NONE,
  remove = NONE,
  after = NONE,
  tags = NONE,
}: Partial<StateMessage> = {}): StateMessage {
  return { auto, multi, require, add, remove, after, tags };
}

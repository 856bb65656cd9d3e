import type { DisconnectedEvent, MachineEvent, TransitionEvent } from '../../../src/debugger/model/index.js';

/** A machine event with these fields. */
export const machineEvent = (fields: Partial<MachineEvent> = {}): MachineEvent => ({
  kind: 'machine',
  at: 1_700_000_000_000,
  connection: 'c1',
  machine: 'm',
  states: [{ name: 'A', auto: true, require: ['B'] }, { name: 'B', multi: true, tags: ['t:1'] }, { name: 'Exception' }],
  groups: undefined,
  parent: undefined,
  tags: [],
  ...fields,
});

/** A transition with these fields. */
export const transitionEvent = (fields: Partial<TransitionEvent> = {}): TransitionEvent => ({
  kind: 'transition',
  at: 1_700_000_000_001,
  connection: 'c1',
  machine: 'm',
  id: '00000000000000aa',
  tick: 3,
  queueTick: 2,
  type: 'add',
  accepted: true,
  queued: false,
  check: false,
  auto: false,
  called: ['A'],
  clocks: [1, 2, 0],
  queueLength: 0,
  token: 0,
  runsAt: 0,
  steps: [],
  linesBefore: [],
  lines: [],
  args: undefined,
  stack: undefined,
  ...fields,
});

/** The end of a connection. */
export const disconnectedEvent = (fields: Partial<DisconnectedEvent> = {}): DisconnectedEvent => ({
  kind: 'disconnected',
  at: 1_700_000_000_002,
  connection: 'c1',
  ...fields,
});

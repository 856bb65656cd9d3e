import { MachineError } from '../../errors.js';
import type {
  LogEntry,
  SchemaMessage,
  StateMessage,
  StepMessage,
  TransitionMessage,
} from '../../exporters/dbg/index.js';
import type { RelationName } from '../../tracer/index.js';
import type {
  MachineEvent,
  RecordedGroup,
  RecordedLine,
  RecordedMutation,
  RecordedState,
  RecordedStep,
  TransitionEvent,
} from '../model/index.js';
import { sumOfTicks } from '../model/index.js';

/** Where and when a message arrived. */
export interface Origin {
  readonly at: number;
  readonly connection: string;
}

/** By number on the wire (debugger specification §1.3). */
export const MUTATIONS: readonly RecordedMutation[] = ['add', 'remove', 'set', 'eval'];
export const RELATIONS: readonly RelationName[] = ['after', 'add', 'require', 'remove'];
export const RELATION_STEP = 1;

const NO_STATE: StateMessage = {
  auto: false,
  multi: false,
  require: [],
  add: [],
  remove: [],
  after: [],
  tags: [],
};

/** What a schema message says. @throws MachineError DEBUGGER for a machine without an id */
export function machineEventOf(message: SchemaMessage, { at, connection }: Origin): MachineEvent {
  if (message.id === '') throw new MachineError('DEBUGGER', 'a schema came without the id of its machine');
  return {
    kind: 'machine',
    at,
    connection,
    machine: message.id,
    states: message.statesIndex.map((name) => stateOf(name, message.states.get(name) ?? NO_STATE)),
    groups: groupsOf(message),
    parent: message.parent === '' ? undefined : message.parent,
    tags: message.tags,
  };
}

/**
 * What a transition message says.
 * @param names of the machine's states, in index order
 * @throws MachineError DEBUGGER for a type of mutation that there is not
 */
export function transitionEventOf(
  message: TransitionMessage,
  names: readonly string[],
  { at, connection }: Origin,
): TransitionEvent {
  const type = MUTATIONS[message.type];
  if (type === undefined) throw new MachineError('DEBUGGER', `there is no mutation of type ${String(message.type)}`);
  const { calledStates, calledStatesIdxs, args } = message;
  return {
    kind: 'transition',
    at,
    connection,
    machine: message.machineId,
    id: message.id,
    tick: sumOfTicks(message.clocks),
    queueTick: message.queueTick,
    type,
    accepted: message.accepted,
    queued: message.isQueued,
    check: message.isCheck,
    auto: message.isAuto,
    called: calledStates.length > 0 ? calledStates : calledStatesIdxs.map((index) => names[index] ?? unnamed(index)),
    clocks: message.clocks,
    queueLength: exact(message.queue, 'a length of the queue'),
    token: message.mutQueueToken,
    runsAt: message.mutQueueTick,
    steps: message.steps.map((step) => stepOf(step, names)),
    linesBefore: message.preLogEntries.map(lineOf),
    lines: message.logEntries.map(lineOf),
    args: args === undefined ? undefined : Object.fromEntries(args),
    stack: message.stackTrace === '' ? undefined : message.stackTrace,
  };
}

/** Stands for a state that the schema does not have, as after a schema change that was not sent yet. */
export const unnamed = (index: number): string => `[${String(index)}]`;

function stateOf(name: string, state: StateMessage): RecordedState {
  return {
    name,
    ...(state.auto && { auto: true }),
    ...(state.multi && { multi: true }),
    ...(state.require.length > 0 && { require: state.require }),
    ...(state.add.length > 0 && { add: state.add }),
    ...(state.remove.length > 0 && { remove: state.remove }),
    ...(state.after.length > 0 && { after: state.after }),
    ...(state.tags.length > 0 && { tags: state.tags }),
  };
}

function groupsOf({ groups, groupsOrder }: SchemaMessage): readonly RecordedGroup[] | undefined {
  if (groups === undefined) return undefined;
  const shown = new Set(groupsOrder);
  for (const states of groups.values()) for (const state of states) exact(state, 'a state of a group', 0);
  return [
    ...[...shown].map((name) => ({ name, states: groups.get(name) ?? [] })),
    ...[...groups].filter(([name]) => !shown.has(name)).map(([name, states]) => ({ name, states, isHidden: true })),
  ];
}

/** Live messages name states, dumps have their indexes with -1 for none. */
function stepOf(step: StepMessage, names: readonly string[]): RecordedStep {
  const isNamed = step.fromState !== '' || step.toState !== '';
  const from = isNamed ? step.fromState : (names[step.fromStateIdx] ?? '');
  const to = isNamed ? step.toState : (names[step.toStateIdx] ?? '');
  const relation = step.type === RELATION_STEP ? RELATIONS[relationOf(step)] : undefined;
  return {
    type: exact(step.type, 'a type of steps', 0),
    ...(relation !== undefined && { relation }),
    ...(from !== '' && { from }),
    ...(to !== '' && { to }),
    ...(step.isFinal && { isFinal: true }),
    ...(step.isSelf && { isSelf: true }),
    ...(step.isEnter && { isEnter: true }),
  };
}

/** Old senders put the number into the data of the step. */
function relationOf({ data, relType }: StepMessage): number {
  return typeof data?.value === 'number' ? data.value : relType;
}

const lineOf = ({ level, text }: LogEntry): RecordedLine => ({ level: exact(level, 'a level of lines'), text });

/** Integers have 64 bits on the wire, and what is beyond the exact ones is no number here. */
function exact(value: number, what: string, least = -Infinity): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new MachineError('DEBUGGER', `${String(value)} is no sensible value for ${what}`);
}

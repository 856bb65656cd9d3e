import {
  BOOL,
  INT,
  INT8,
  INTERFACE,
  STRING,
  TIME,
  UINT,
  map,
  slice,
  struct,
  tapped,
  type Shape,
  type ShapeOf,
} from './gob/index.js';
import type {
  DumpedMachine,
  ForwardedSchema,
  ForwardedTransition,
  LogEntry,
  SchemaMessage,
  StateMessage,
  StepMessage,
  TransitionMessage,
} from './messages.js';

// Names, order and types are those of the reference, so that what is written equals its bytes (debugger specification §1, §3.9).
const S = slice('S', STRING);
const STRINGS = slice('[]string', STRING);
const INTS = slice('[]int', INT);
const TIME_OF_STATES = slice('Time', UINT);

const STATE = struct<StateMessage>('', {
  auto: ['Auto', BOOL],
  multi: ['Multi', BOOL],
  require: ['Require', S],
  add: ['Add', S],
  remove: ['Remove', S],
  after: ['After', S],
  tags: ['Tags', STRINGS],
});

/** {@link SchemaMessage} on the wire. */
export const SCHEMA_SHAPE: ShapeOf<SchemaMessage> = struct<SchemaMessage>('DbgMsgStruct', {
  id: ['ID', STRING],
  statesIndex: ['StatesIndex', S],
  states: ['States', map('Schema', STRING, STATE)],
  groups: ['Groups', map('map[string][]int', STRING, INTS)],
  groupsOrder: ['GroupsOrder', STRINGS],
  parent: ['Parent', STRING],
  tags: ['Tags', STRINGS],
});

const STEP = struct<StepMessage>('', {
  type: ['Type', INT8],
  relType: ['RelType', INT8],
  isFinal: ['IsFinal', BOOL],
  isSelf: ['IsSelf', BOOL],
  isEnter: ['IsEnter', BOOL],
  fromState: ['FromState', STRING],
  fromStateIdx: ['FromStateIdx', INT],
  toState: ['ToState', STRING],
  toStateIdx: ['ToStateIdx', INT],
  data: ['Data', INTERFACE],
});

const LOG_ENTRIES = slice(
  '[]*machine.LogEntry',
  struct<LogEntry>('', { level: ['Level', INT], text: ['Text', STRING] }),
);

/** {@link TransitionMessage} on the wire. */
export const TRANSITION_SHAPE: ShapeOf<TransitionMessage> = struct<TransitionMessage>('DbgMsgTx', {
  machineId: ['MachineID', STRING],
  id: ['ID', STRING],
  clocks: ['Clocks', TIME_OF_STATES],
  queueTick: ['QueueTick', UINT],
  mutQueueToken: ['MutQueueToken', UINT],
  mutQueueTick: ['MutQueueTick', UINT],
  type: ['Type', INT],
  calledStates: ['CalledStates', STRINGS],
  calledStatesIdxs: ['CalledStatesIdxs', INTS],
  steps: ['Steps', slice('[]*machine.Step', STEP)],
  logEntries: ['LogEntries', LOG_ENTRIES],
  preLogEntries: ['PreLogEntries', LOG_ENTRIES],
  queue: ['Queue', INT],
  time: ['Time', TIME],
  isAuto: ['IsAuto', BOOL],
  accepted: ['Accepted', BOOL],
  isCheck: ['IsCheck', BOOL],
  isQueued: ['IsQueued', BOOL],
  args: ['Args', map('map[string]string', STRING, STRING)],
  queueDump: ['QueueDump', STRINGS],
  stackTrace: ['StackTrace', STRING],
});

/** {@link ForwardedSchema} on the wire. */
export const FORWARDED_SCHEMA_SHAPE: ShapeOf<ForwardedSchema> = struct<ForwardedSchema>('DbgMsgSchemaFwd', {
  schema: ['MsgStruct', SCHEMA_SHAPE],
  connectionId: ['ConnId', STRING],
});

/** {@link ForwardedTransition} on the wire. */
export const FORWARDED_TRANSITION_SHAPE: ShapeOf<ForwardedTransition> = struct<ForwardedTransition>('DbgMsgTx', {
  transition: ['MsgTx', TRANSITION_SHAPE],
  connectionId: ['ConnId', STRING],
});

const dumpShape = (schema: Shape, transition: Shape): ShapeOf<readonly DumpedMachine[]> =>
  slice(
    '',
    struct<DumpedMachine>('', {
      schema: ['MsgStruct', schema],
      transitions: ['MsgTxs', slice('[]*dbg.DbgMsgTx', transition)],
      version: ['Version', STRING],
    }),
  );

/** A dump: one value, the list of all machines (debugger specification §5.1). */
export const DUMP_SHAPE = dumpShape(SCHEMA_SHAPE, TRANSITION_SHAPE);

/** What takes the parts of a dump, in the order they are read: the schema of a machine, then its transitions. */
export interface DumpTaps {
  readonly schema: (message: SchemaMessage) => void;
  readonly transition: (message: TransitionMessage) => void;
}

/** {@link DUMP_SHAPE} for dumps too large for memory: their parts are handed over while it is read. */
export const tappedDumpShape = (taps: DumpTaps): Shape =>
  dumpShape(tapped(SCHEMA_SHAPE, taps.schema), tapped(TRANSITION_SHAPE, taps.transition));

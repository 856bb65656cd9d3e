export { changesOf } from './changes.js';
export type { Changes } from './changes.js';
export { Column } from './column.js';
export { ConnectedMachines } from './connected-machines.js';
export type { ConnectedMachine } from './connected-machines.js';
export type {
  DebuggerEvent,
  DisconnectedEvent,
  MachineEvent,
  RecordedGroup,
  RecordedLine,
  RecordedMutation,
  RecordedState,
  RecordedStep,
  Tick,
  TransitionEvent,
} from './event.js';
export { lineOfEvent } from './event-line.js';
export { sizeOf } from './event-size.js';
export { hashOf } from './id-table.js';
export { FLAGS, indexedFields, mutationIn } from './indexed-fields.js';
export type { IndexedFields } from './indexed-fields.js';
export { LinePrefix } from './line-prefix.js';
export { MachineHistory } from './machine-history.js';
export type { Moment } from './machine-history.js';
export { parseEvent } from './parse-event.js';
export { RecordingIndex } from './recording-index.js';
export { isOdd, sumOfTicks } from './ticks.js';

export { Forwarder } from './forward/forwarder.js';
export type { ForwarderStats } from './forward/forwarder.js';
export {
  changesOf,
  ConnectedMachines,
  FLAGS,
  isOdd,
  lineOfEvent,
  MachineHistory,
  mutationIn,
  parseEvent,
  RecordingIndex,
  sumOfTicks,
} from './model/index.js';
export type {
  Changes,
  ConnectedMachine,
  DebuggerEvent,
  DisconnectedEvent,
  IndexedFields,
  MachineEvent,
  Moment,
  RecordedGroup,
  RecordedLine,
  RecordedMutation,
  RecordedState,
  RecordedStep,
  Tick,
  TransitionEvent,
} from './model/index.js';
export { DebugServer, listenForMachines } from './receiver/index.js';
export type { DebugServerOptions, DebugServerStats, EventQueueOptions, WhenFull } from './receiver/index.js';
export {
  damageText,
  DUMP_SUFFIX,
  FlightRecorder,
  openRecording,
  Recording,
  statisticsOf,
  writeDump,
} from './recording/index.js';
export type {
  Damage,
  DumpCount,
  FlightRecorderOptions,
  FlightRecorderStats,
  MachineStatistics,
  OnProgress,
  OpenOptions,
  ReadOptions,
  ReadProgress,
  RecordCounts,
  RecordingCursor,
  RecordingOptions,
  RecordingStatistics,
} from './recording/index.js';
export { machineOf, replay, replayEvents } from './replay/index.js';
export type { Divergence, ReplayEventsOptions, ReplayOptions, ReplayResult } from './replay/index.js';

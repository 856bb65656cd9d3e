export { Forwarder } from './forward/forwarder.js';
export type { ForwarderStats } from './forward/forwarder.js';
export { FLAGS, isOdd, lineOfEvent, MachineHistory, parseEvent, RecordingIndex, sumOfTicks } from './model/index.js';
export type {
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
export { damageText, DUMP_SUFFIX, FlightRecorder, openRecording, Recording, writeDump } from './recording/index.js';
export type {
  Damage,
  DumpCount,
  FlightRecorderOptions,
  FlightRecorderStats,
  OpenOptions,
  ReadOptions,
  RecordingCursor,
  RecordingOptions,
} from './recording/index.js';
export { machineOf, replay, replayEvents } from './replay/index.js';
export type { Divergence, ReplayEventsOptions, ReplayOptions, ReplayResult } from './replay/index.js';

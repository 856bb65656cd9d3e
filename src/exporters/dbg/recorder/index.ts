export { LinkRecorder } from './link-recorder.js';
export { MachineRecorder } from './machine-recorder.js';
export type { RecorderOptions } from './machine-recorder.js';
export { RecordParts, Scratch } from './record-parts.js';

export type { Divergence } from './divergence.js';
export { machineOf } from './recorded-machine.js';
export { replay } from './replay.js';
export type { ReplayOptions, ReplayResult } from './replay.js';
export { replayEvents } from './replay-events.js';
export type { ReplayEventsOptions } from './replay-events.js';

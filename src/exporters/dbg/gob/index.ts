export { GobDecoder } from './gob-decoder.js';
export type { GobLimits } from './gob-decoder.js';
export { gobError } from './gob-reader.js';
export { gobTime, timeMs } from './gob-time.js';
export type { GobTime } from './gob-time.js';
export { BOOL, BYTES, FLOAT, INT, INT8, INTERFACE, STRING, TIME, UINT, array, map, slice, struct } from './shape.js';
export type { Shape, ShapeOf } from './shape.js';

export { GobDecoder } from './gob-decoder.js';
export type { GobLimits } from './gob-decoder.js';
export { gobError } from './gob-reader.js';
export { gobTime, timeMs } from './gob-time.js';
export type { GobTime } from './gob-time.js';
export {
  BOOL,
  BYTES,
  FLOAT,
  INT,
  INT8,
  INTERFACE,
  STRING,
  TIME,
  UINT,
  array,
  map,
  slice,
  struct,
  tapped,
} from './shape.js';
export type { Shape, ShapeOf } from './shape.js';
export { GobEncoder } from './gob-encoder.js';
export type { GobEncoderOptions } from './gob-encoder.js';
export { GobWriter } from './gob-writer.js';
export { TypeIds } from './type-ids.js';
export { uintSize } from './uint-size.js';

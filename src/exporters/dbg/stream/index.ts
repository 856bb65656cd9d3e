export { DebuggerTarget } from './debugger-target.js';
export type { DebuggerStats, DebuggerTargetOptions } from './debugger-target.js';
export { MachineLink } from './machine-link.js';
export { digitOf } from './digits.js';
export type { PlanRecord } from './plan-record.js';
export { FLAG, ID_DIGITS, ID_NUMBER_AT, LONGEST_ID, PAIR, PART, foldSign, putNumber } from './record.js';
export { WireFormat } from './wire-format.js';

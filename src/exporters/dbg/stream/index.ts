export { DebuggerTarget } from './debugger-target.js';
export type { DebuggerStats, DebuggerTargetOptions } from './debugger-target.js';
export { MachineLink } from './machine-link.js';
export { FLAG, PART, foldSign, putNumber } from './record.js';
export { WireFormat } from './wire-format.js';

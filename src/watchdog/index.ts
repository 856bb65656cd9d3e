export { startHealthcheck } from './healthcheck.js';
export type { HealthcheckOptions } from './healthcheck.js';
export { guardLoop } from './loop-guard.js';
export type { LoopGuardOptions } from './loop-guard.js';

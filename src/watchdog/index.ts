export { startHealthcheck } from './healthcheck.js';
export type { HealthcheckOptions } from './healthcheck.js';
export { guardLoop } from './loop-guard.js';
export type { LoopGuardOptions } from './loop-guard.js';
export { HealthTracer } from './health-tracer.js';
export type { HealthTracerOptions } from './health-tracer.js';

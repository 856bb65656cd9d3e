export type { LineWriter } from './line-writer.js';
export type { LogAttributes } from './log-attributes.js';
export { LogTracer } from './log-tracer.js';
export type { LogTracerOptions } from './log-tracer.js';
export { severityOf } from './severity.js';
export type { Severity, SeverityMap } from './severity.js';

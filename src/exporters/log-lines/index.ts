export type { LineFacts } from './change-lines.js';
export type { LineWriter } from './line-writer.js';
export { changeAttributes, subjectAttributes } from './log-attributes.js';
export type { LogAttributes, LogSubject } from './log-attributes.js';
export { LogTracer } from './log-tracer.js';
export type { LogTracerOptions } from './log-tracer.js';
export { severityOf } from './severity.js';
export type { Severity, SeverityMap } from './severity.js';

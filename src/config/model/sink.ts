import { count, text, type ZodNamespace } from './zod.js';

const SINKS = ['otlp', 'file', 'console', 'memory', 'none'] as const;

/** Where a signal goes through OpenTelemetry. */
export function sinkModel(z: ZodNamespace, signal: string) {
  return {
    exporter: z.enum(SINKS).default('none').describe(`Where ${signal} go.`),
    consoleFormat: z
      .enum(['text', 'json'])
      .default('text')
      .describe('One line a record, for people or as JSON, for exporter `console`.'),
    file: text(z).default(`${signal}.jsonl`).describe('OTLP JSON lines, for exporter `file`.'),
    maxFileBytes: count(z)
      .default(0)
      .describe('Bytes after which that file is moved aside and another one begun; 0 never.'),
    maxFiles: count(z).min(1).max(1000).default(5).describe('Files at most, the one that is written included.'),
  };
}

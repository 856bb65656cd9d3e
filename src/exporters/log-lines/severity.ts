import type { LogLevel, LogLevelName } from '../../tracer/index.js';

/** Number, as OpenTelemetry counts, and text of a record's severity. */
export interface Severity {
  readonly number: number;
  readonly text: string;
}

/** Of errors, whatever the level of their line. */
export const ERROR: Severity = { number: 17, text: 'error' };

/** Of what was refused. */
export const WARNING: Severity = { number: 13, text: 'warn' };

/** By log level (telemetry specification §2.2). */
const SEVERITIES: Readonly<Record<LogLevel, Severity>> = {
  0: { number: 0, text: 'nothing' },
  1: { number: 12, text: 'external' },
  2: { number: 11, text: 'changes' },
  3: { number: 9, text: 'ops' },
  4: { number: 4, text: 'decisions' },
  5: { number: 1, text: 'everything' },
};

/** Severities in place of the usual ones; the number of one that has no text keeps the text. */
export type SeverityMap = Readonly<
  Partial<Record<LogLevelName | 'error' | 'warn', { readonly number: number; readonly text?: string | undefined }>>
>;

/** The severity of a line that is no error. */
export function severityOf(level: LogLevel): Severity {
  return SEVERITIES[level];
}

/** The severity as a map has it. */
export function mapped(severity: Severity, map: SeverityMap): Severity {
  const own = map[severity.text as keyof SeverityMap];
  return own === undefined ? severity : { number: own.number, text: own.text ?? severity.text };
}

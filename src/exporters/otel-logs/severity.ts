import { SeverityNumber } from '@opentelemetry/api-logs';
import type { LogLevel } from '../../tracer/index.js';

/** Number and text of a record's severity. */
export interface Severity {
  readonly number: SeverityNumber;
  readonly text: string;
}

/** Of errors, whatever the level of their line. */
export const ERROR: Severity = { number: SeverityNumber.ERROR, text: 'error' };

/** Of what was refused. */
export const WARNING: Severity = { number: SeverityNumber.WARN, text: 'warn' };

/** By log level (telemetry specification §2.2). */
const SEVERITIES: Readonly<Record<LogLevel, Severity>> = {
  0: { number: SeverityNumber.UNSPECIFIED, text: 'nothing' },
  1: { number: SeverityNumber.INFO4, text: 'external' },
  2: { number: SeverityNumber.INFO3, text: 'changes' },
  3: { number: SeverityNumber.INFO, text: 'ops' },
  4: { number: SeverityNumber.TRACE4, text: 'decisions' },
  5: { number: SeverityNumber.TRACE, text: 'everything' },
};

/** The severity of a line that is no error. */
export function severityOf(level: LogLevel): Severity {
  return SEVERITIES[level];
}

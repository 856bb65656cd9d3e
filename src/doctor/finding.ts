/** What the doctor looks at; each check gives one finding or more. */
export const CHECKS = [
  'configuration',
  'package-copies',
  'api-copies',
  'provider',
  'sampling',
  'context-manager',
  'endpoint',
  'metrics-endpoint',
  'exemplars',
  'loki',
  'grafana',
  'dbg',
  'cluster',
  'decorators',
  'dialect',
  'listeners',
  'machines',
  'containers',
  'breakers',
  'drops',
] as const;

/** Name of a check. */
export type CheckName = (typeof CHECKS)[number];

/** `fail`: telemetry is lost or wrong; `warn`: it may be; `ok`: nothing to do. */
export type FindingStatus = 'ok' | 'warn' | 'fail';

/** What a check found. */
export interface Finding {
  readonly check: CheckName;
  readonly status: FindingStatus;
  /** What is so, in a sentence. */
  readonly message: string;
  /** What to change; none where nothing is wrong. */
  readonly remedy?: string | undefined;
}

/** A finding before it has the name of its check. */
export type Symptom = Omit<Finding, 'check'>;

/** Nothing is wrong. */
export function fine(message: string): Symptom {
  return { status: 'ok', message };
}

/** Something may be wrong. */
export function warning(message: string, remedy: string): Symptom {
  return { status: 'warn', message, remedy };
}

/** Something is wrong. */
export function failure(message: string, remedy: string): Symptom {
  return { status: 'fail', message, remedy };
}

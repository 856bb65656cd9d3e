/** How much telemetry says of itself, from nothing to everything. */
export const DIAGNOSTIC_LEVELS = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const;

/** One of {@link DIAGNOSTIC_LEVELS}. */
export type DiagnosticLevel = (typeof DIAGNOSTIC_LEVELS)[number];

/** How much one line matters. */
export type DiagnosticWeight = Exclude<DiagnosticLevel, 'none' | 'all'>;

/** Whether a level has lines of a weight told. */
export function tells(level: DiagnosticLevel, weight: DiagnosticWeight): boolean {
  return DIAGNOSTIC_LEVELS.indexOf(weight) <= DIAGNOSTIC_LEVELS.indexOf(level);
}

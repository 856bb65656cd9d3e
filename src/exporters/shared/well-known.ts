/** The state every error activates. */
export const EXCEPTION = 'Exception';

/** Prefix of the states that stand for one kind of error. */
export const ERROR_PREFIX = 'Err';

/** States that only say "still alive". */
export function isHealthState(name: string): boolean {
  return name === 'Healthcheck' || name === 'Heartbeat';
}

/** Any called state is a health state: the loose rule of the exporters (telemetry specification §0.2). */
export function isHealthMutation(called: readonly string[]): boolean {
  for (const name of called) if (isHealthState(name)) return true;
  return false;
}

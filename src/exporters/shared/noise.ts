import type { MutationView } from '../../tracer/index.js';
import { isHealthMutation } from './well-known.js';

/** Kinds of transitions that are left out. */
export interface Noise {
  readonly skipAuto: boolean;
  readonly skipHealth: boolean;
  readonly skipChecks: boolean;
}

/**
 * What a sink leaves out of a class.
 * @param options of the mark, which say what shows
 * @param set what somebody decided for the sink, whatever marks say
 * @param otherwise where nobody says anything
 */
export function noiseOf(
  options: Readonly<Record<string, unknown>>,
  set: { readonly [K in keyof Noise]?: boolean | undefined },
  otherwise: Noise,
): Noise {
  return {
    skipAuto: set.skipAuto ?? skips(options['auto'], otherwise.skipAuto),
    skipHealth: set.skipHealth ?? skips(options['health'], otherwise.skipHealth),
    skipChecks: set.skipChecks ?? skips(options['checks'], otherwise.skipChecks),
  };
}

/** Options of marks say what shows, those of sinks what is left out. */
export function skips(shown: unknown, otherwise: boolean): boolean {
  return typeof shown === 'boolean' ? !shown : otherwise;
}

/**
 * Whether a mutation is of a kind that is left out.
 * @param called the states it calls, where they are known already
 */
export function isNoise(noise: Noise, mutation: MutationView, called = mutation.called): boolean {
  if ((noise.skipAuto && mutation.auto) || (noise.skipChecks && mutation.check)) return true;
  return noise.skipHealth && isHealthMutation(called);
}

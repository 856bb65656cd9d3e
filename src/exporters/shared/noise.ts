import type { MutationView } from '../../tracer/index.js';
import { isHealthMutation } from './well-known.js';

/** Kinds of transitions that are left out. */
export interface Noise {
  readonly skipAuto: boolean;
  readonly skipHealth: boolean;
  readonly skipChecks: boolean;
}

/** What a sink leaves out, as far as the options of a mark do not say otherwise. */
export function noiseOf(options: Readonly<Record<string, unknown>>, sink: Noise): Noise {
  return {
    skipAuto: skips(options['auto'], sink.skipAuto),
    skipHealth: skips(options['health'], sink.skipHealth),
    skipChecks: skips(options['checks'], sink.skipChecks),
  };
}

/** Options of marks say what shows, those of sinks what is left out. */
export function skips(shown: unknown, otherwise: boolean): boolean {
  return typeof shown === 'boolean' ? !shown : otherwise;
}

/** Whether a mutation is of a kind that is left out. */
export function isNoise(noise: Noise, { auto, check, called }: MutationView): boolean {
  return (auto && noise.skipAuto) || (check && noise.skipChecks) || (noise.skipHealth && isHealthMutation(called));
}

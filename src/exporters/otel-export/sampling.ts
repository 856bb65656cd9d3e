import type { Sampler } from '@opentelemetry/sdk-trace-base';
import type { TraceSdk } from './trace-sdk.js';

/** A sampler by the name `OTEL_TRACES_SAMPLER` has for it. */
export interface Sampling {
  readonly sampler: SamplerName;
  /** Of those that keep a share, 0 to 1. */
  readonly ratio: number;
}

/** The samplers every OpenTelemetry SDK has. */
export type SamplerName =
  | 'always_on'
  | 'always_off'
  | 'traceidratio'
  | 'parentbased_always_on'
  | 'parentbased_always_off'
  | 'parentbased_traceidratio';

/** The sampler of the SDK. */
export function samplerOf(sdk: TraceSdk, { sampler, ratio }: Sampling): Sampler {
  const name = sampler.replace(/^parentbased_/, '');
  const root = rootSampler(sdk, name, ratio);
  return name === sampler ? root : new sdk.ParentBasedSampler({ root });
}

function rootSampler(sdk: TraceSdk, name: string, ratio: number): Sampler {
  if (name === 'always_on') return new sdk.AlwaysOnSampler();
  return name === 'always_off' ? new sdk.AlwaysOffSampler() : new sdk.TraceIdRatioBasedSampler(ratio);
}

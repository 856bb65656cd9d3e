import { MachineError } from '../../errors.js';
import { namesOf } from '../../loaded-module.js';
import { loadPackage } from './load-package.js';

type Sdk2 = typeof import('@opentelemetry/sdk-trace-base');

/** What is used of the OpenTelemetry SDK for traces; versions 2 and 3 have it, under two names of the package and the provider. */
export interface TraceSdk extends Pick<
  Sdk2,
  'AlwaysOffSampler' | 'AlwaysOnSampler' | 'ParentBasedSampler' | 'TraceIdRatioBasedSampler'
> {
  readonly Provider: Sdk2['BasicTracerProvider'];
}

/**
 * Loads `@opentelemetry/sdk-trace-base`, which ends with version 2, or `@opentelemetry/sdk-trace`, which goes on.
 * @throws MachineError `DEPENDENCY` when neither is installed
 */
export async function loadTraceSdk(): Promise<TraceSdk> {
  try {
    const sdk = await loadPackage('@opentelemetry/sdk-trace-base', () => import('@opentelemetry/sdk-trace-base'));
    return { ...sdk, Provider: sdk.BasicTracerProvider };
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    const sdk = namesOf(await import('@opentelemetry/sdk-trace').catch(() => Promise.reject(error)));
    return { ...sdk, Provider: sdk.TracerProvider };
  }
}

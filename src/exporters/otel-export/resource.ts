import type { Resource } from '@opentelemetry/resources';
import { ATTR, SCHEMA_URL, SCOPE_NAME, SCOPE_VERSION } from '../../semconv.js';
import { loadPackage } from './load-package.js';

/** What a pipeline says of the process. */
export interface ResourceOptions {
  /** @default what `OTEL_SERVICE_NAME` says, else the SDK's `unknown_service` */
  readonly serviceName?: string | undefined;
  /** @default a random UUID, the same for all pipelines of the process */
  readonly serviceInstanceId?: string | undefined;
  /** More attributes; they win over everything else. */
  readonly resourceAttributes?: Readonly<Record<string, string | number | boolean>> | undefined;
}

const INSTANCE_ID = Symbol.for('statescope.serviceInstanceId');

/** The SDK's defaults, then the standard variables, then the options (telemetry specification §1.15). */
export async function createResource(options: ResourceOptions): Promise<Resource> {
  const sdk = await loadPackage('@opentelemetry/resources', () => import('@opentelemetry/resources'));
  const ours = {
    [ATTR.serviceInstanceId]: options.serviceInstanceId ?? processInstanceId(),
    [ATTR.distroName]: SCOPE_NAME,
    [ATTR.distroVersion]: SCOPE_VERSION,
  };
  const named = options.serviceName === undefined ? {} : { [ATTR.serviceName]: options.serviceName };
  return sdk
    .defaultResource()
    .merge(sdk.resourceFromAttributes(ours, { schemaUrl: SCHEMA_URL }))
    .merge(sdk.detectResources({ detectors: [sdk.envDetector] }))
    .merge(sdk.resourceFromAttributes({ ...named, ...options.resourceAttributes }));
}

/** Both module formats of this package may be loaded; they are one process still. */
function processInstanceId(): string {
  const shared = globalThis as { [INSTANCE_ID]?: string | undefined };
  return (shared[INSTANCE_ID] ??= crypto.randomUUID());
}

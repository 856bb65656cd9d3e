import type * as otel from '@opentelemetry/api';
import { EnvironmentExport } from '../../config/index.js';
import { MachineError } from '../../errors.js';
import type { OtelTracesOptions } from '../../exporters/otel-traces/index.js';
import type { TraceContext } from '../../tracer/index.js';
import type { ModuleContext } from '../module.js';
import { registered } from '../module.js';
import { PROPAGATOR } from '../tokens.js';

/** How traces come into the process and leave it. */
interface ProcessContext {
  readonly settings: Pick<OtelTracesOptions, 'propagator' | 'baggage' | 'parent' | 'onRoot'>;
  /** Leaves the environment as it was found. */
  readonly end: () => void;
}

/**
 * Reads what the environment and the configuration say of other processes, and writes there what they may read of this one.
 * @param own in place of the propagators that are configured
 */
export function processContext(
  context: ModuleContext,
  adapter: typeof import('../../exporters/otel-traces/index.js'),
  own: otel.TextMapPropagator | undefined,
): ProcessContext {
  const { config, environment } = context;
  const { settings, warnings } = adapter.configuredPropagation(config, own, environment);
  for (const warning of warnings) context.warn(warning);
  const isReference = config.preset === 'go';
  if (!(config.traces.exportEnvironment ?? isReference)) return { settings, end: () => undefined };
  const exported = new EnvironmentExport(environment);
  const onRoot = (root: TraceContext): void => {
    const variables = isReference ? adapter.referenceEnvironmentOf(root) : adapter.spanEnvironment(root, settings);
    const refused = exported.write(variables);
    if (refused.length > 0)
      context.warn(`traces.exportEnvironment: ${refused.join(', ')} cannot be set: the environment is frozen`);
  };
  // The reference leaves what it was told as it stands.
  if (settings.parent !== undefined && !isReference) onRoot(settings.parent);
  return { settings: { ...settings, onRoot }, end: () => exported.restore() };
}

/**
 * The propagator that somebody gave or registered.
 * @throws MachineError `CONFIG` for one that is none
 */
export function ownPropagator(
  { container }: ModuleContext,
  given: otel.TextMapPropagator | undefined,
): otel.TextMapPropagator | undefined {
  const own = given ?? registered(container, PROPAGATOR);
  // Callers without types may register anything.
  const methods: Readonly<Partial<Record<keyof otel.TextMapPropagator, unknown>>> = own ?? {};
  const missing = (['inject', 'extract', 'fields'] as const).filter((name) => typeof methods[name] !== 'function');
  if (own === undefined || missing.length === 0) return own;
  throw new MachineError(
    'CONFIG',
    `the propagator has no ${missing.join(', ')}: expected a TextMapPropagator of OpenTelemetry (PROPAGATOR)`,
  );
}

import * as otel from '@opentelemetry/api';
import type { Environment, TelemetryConfig } from '../../config/index.js';
import type { OtelTracesOptions } from './options.js';
import { FIELDS } from './propagation.js';
import { propagatorOf } from './propagators.js';
import type { PropagatorName } from './propagators.js';
import { hasIdentity } from './span-sink.js';

/** How traces come from other processes, by configuration. */
export interface ConfiguredPropagation {
  readonly settings: Pick<OtelTracesOptions, 'propagator' | 'baggage' | 'parent'>;
  /** What was configured and decides nothing. */
  readonly warnings: readonly string[];
}

/**
 * What a configuration says of other processes.
 * @param own a propagator of the user in place of those that are named; what it reads, `environment` may have
 */
export function configuredPropagation(
  config: TelemetryConfig,
  own?: otel.TextMapPropagator,
  environment: Environment = {},
): ConfiguredPropagation {
  const propagator = own ?? propagatorOf(config.propagators.filter(isBuiltIn));
  const { traceparent, tracestate } = config.traces;
  const { baggage } = config;
  const given = Object.entries({ traceparent, tracestate, baggage }).filter(([, value]) => value !== undefined);
  const warnings = own === undefined ? strangers(config) : [];
  try {
    const carrier = { ...fieldsIn(environment, own?.fields() ?? []), ...Object.fromEntries(given) };
    const found = propagator.extract(otel.ROOT_CONTEXT, carrier, FIELDS);
    const span = otel.trace.getSpanContext(found);
    const parent = span !== undefined && hasIdentity(span) ? { ...span, isRemote: true } : undefined;
    const entries = otel.propagation.getBaggage(found);
    warnings.push(...leftOut(config, own, parent !== undefined, entries !== undefined));
    return { settings: { propagator, ...(parent && { parent }), ...(entries && { baggage: entries }) }, warnings };
  } catch (error) {
    warnings.push(`the propagator failed: ${error instanceof Error ? error.message : String(error)}`);
    return { settings: { propagator }, warnings };
  }
}

function isBuiltIn(name: string): name is PropagatorName {
  return name === 'tracecontext' || name === 'baggage';
}

function strangers({ propagators }: TelemetryConfig): string[] {
  const names = propagators.filter((name) => !isBuiltIn(name) && name !== 'none');
  if (names.length === 0) return [];
  return [
    `propagators: ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not built in: ` +
      'register a TextMapPropagator of OpenTelemetry under the token PROPAGATOR',
  ];
}

function leftOut(
  { propagators, traces, baggage }: TelemetryConfig,
  own: otel.TextMapPropagator | undefined,
  hasParent: boolean,
  hasBaggage: boolean,
): readonly string[] {
  const by =
    own === undefined ? `the propagators are ${propagators.join(', ') || 'none'}` : 'the propagator reads none';
  const isRead = (name: PropagatorName): boolean => own === undefined && propagators.includes(name);
  return [
    ...(traces.traceparent !== undefined && !hasParent ? [`traces.traceparent decides nothing: ${by}`] : []),
    ...(traces.tracestate !== undefined && traces.traceparent === undefined && !hasParent
      ? ['traces.tracestate decides nothing without traces.traceparent']
      : []),
    ...(baggage !== undefined && !hasBaggage
      ? [`baggage decides nothing: ${isRead('baggage') ? 'it is no W3C baggage, as key=value,other=value' : by}`]
      : []),
  ];
}

/** What a propagator may read of an environment, under the names it knows. */
function fieldsIn(environment: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = FIELDS.get(environment, name);
      return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
    }),
  );
}

import type { TelemetryConfig } from '../../config/index.js';
import { systemClock } from '../shared/index.js';
import { OtelTraces } from './otel-traces.js';
import { ReferenceTraces } from './reference-traces.js';
import type { OtelTracesOptions } from './options.js';
import type { ReferenceTracesOptions } from './reference-options.js';
import { startRoot } from './span-sink.js';

/**
 * The tracer that a configuration asks for: that of the reference under preset `go`.
 * @param settings those of `configuredTraces`, and what goes before them
 * @param log takes the `[otel]` lines that the tracer of the reference has about a machine
 */
export function configuredTracer(
  config: TelemetryConfig,
  settings: OtelTracesOptions,
  log?: ReferenceTracesOptions['log'],
): OtelTraces | ReferenceTraces {
  return config.preset === 'go' ? referenceOf(config, settings, log) : new OtelTraces(settings);
}

function referenceOf(
  { traces, rpc }: TelemetryConfig,
  settings: OtelTracesOptions,
  log: ReferenceTracesOptions['log'],
): ReferenceTraces {
  const {
    sink,
    id,
    parent,
    autoRoot = true,
    skipTransitions = false,
    skipAuto = false,
    skipHealth,
    clock,
    onError,
    onRoot,
  } = settings;
  const now = clock ?? systemClock;
  const rootSpan = parent === undefined && autoRoot ? startRoot(sink, now()) : undefined;
  if (rootSpan !== undefined) onRoot?.(rootSpan);
  const { allow = [], skip = [] } = traces.states;
  return new ReferenceTraces({
    sink,
    ...(id !== undefined && { id }),
    parent,
    rootSpan,
    skipTransitions,
    skipAuto,
    includeHealth: skipHealth === false,
    skipLogArgs: !traces.args,
    allowStates: allow.filter((entry) => !isExpression(entry)),
    allowStatesRe: expressionOf(allow),
    skipStates: skip.filter((entry) => !isExpression(entry)),
    skipStatesRe: expressionOf(skip),
    rpc,
    ...(log !== undefined && { log }),
    ...(onError !== undefined && { onError }),
    ...(clock !== undefined && { clock }),
  });
}

function isExpression(entry: string): boolean {
  return entry.length > 1 && entry.startsWith('/') && entry.endsWith('/');
}

/** One for all of them. */
function expressionOf(entries: readonly string[]): RegExp | undefined {
  const sources = entries.filter(isExpression).map((entry) => `(?:${entry.slice(1, -1)})`);
  return sources.length === 0 ? undefined : new RegExp(sources.join('|'));
}

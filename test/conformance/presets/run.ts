import 'reflect-metadata';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { container as root } from 'tsyringe';
import { MEMORY_LOGS, MEMORY_SPANS, memory, startTelemetry } from '../../../src/di/index.js';
import type { LogRecord, SpanRecord, StartOptions } from '../../../src/di/index.js';
import { stopScopes } from '../../support/scopes.js';

/** What every behaviour of the telemetry specification is tested under. */
export const PRESETS = ['default', 'go'] as const;
export type Preset = (typeof PRESETS)[number];

/** What a program under telemetry left behind. */
export interface Run {
  /** In the order of their ends. */
  readonly spans: readonly SpanRecord[];
  readonly logs: readonly LogRecord[];
}

/** Runs a program under telemetry with sinks in memory, and ends it. */
export async function run(
  preset: Preset,
  program: () => unknown,
  { environment = {}, ...options }: StartOptions = {},
): Promise<Run> {
  const container = root.createChildContainer();
  const traces = { transitions: true, ...options.traces };
  const settings = { instrumentUnmarked: true, configFile: false as const, modules: [memory()], ...options };
  const telemetry = await startTelemetry(container, { ...settings, preset, traces, environment });
  try {
    await program();
  } finally {
    await telemetry.shutdown();
    stopScopes();
  }
  return { spans: container.resolve(MEMORY_SPANS).items, logs: container.resolve(MEMORY_LOGS).items };
}

/** Spans that the reference makes as well: no announcements, no sums. */
export function plainSpans({ spans }: Run): readonly SpanRecord[] {
  return spans.filter(({ name }) => !/ (started|lifetime)$/.test(name));
}

/** The only span of a name. */
export function spanOf(ran: Run, name: string): SpanRecord {
  const found = ran.spans.filter((span) => span.name === name);
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`${String(found.length)} spans "${name}" in ${ran.spans.map((span) => span.name).join(', ')}`);
  }
  return found[0];
}

/** Names from the root to the span. */
export function pathOf({ spans }: Run, span: ReadableSpan): string {
  const parent = spans.find((other) => other.spanContext().spanId === span.parentSpanContext?.spanId);
  return parent === undefined ? span.name : `${pathOf({ spans, logs: [] }, parent)} > ${span.name}`;
}

/** Names of what the links of a span point at. */
export function linksOf({ spans }: Run, span: ReadableSpan): readonly string[] {
  return span.links.map(({ context }) => {
    const target = spans.find((other) => other.spanContext().spanId === context.spanId);
    return target?.name ?? context.spanId;
  });
}

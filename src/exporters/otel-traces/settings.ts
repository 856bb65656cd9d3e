import type { InheritRules, TraceContext } from '../../tracer/index.js';
import { systemClock } from '../shared/index.js';
import type { Clock } from '../shared/index.js';
import type { SpanSink } from './span-sink.js';

/** Which attribute keys spans carry: those of the Go exporter, the `asyncmachine.` ones, or both. */
export type AttributeKeys = 'both' | 'legacy' | 'namespaced';

/** How handlers without a mark show. */
export type HandlerStyle = 'events' | 'spans' | 'both' | 'off';

/** Settings of {@link OtelTraces} (telemetry specification §1.7, §1.15); what is set here goes before the options of marks. */
export interface OtelTracesOptions {
  /** Where the spans go. */
  readonly sink: SpanSink;
  /** @default 'otel-traces' */
  readonly id?: string;
  /** Whether submachines inherit this tracer, or which of them do. @default true: those marked `@Parent` */
  readonly inherit?: boolean | InheritRules | undefined;
  /** Parent of machines that no traced machine is a parent of. @default a `root` span of this tracer */
  readonly parent?: TraceContext;
  /** Without a {@link parent}: one `root` span above all machines, so that they share a trace. @default true */
  readonly autoRoot?: boolean;
  /** No transition spans, and nothing that would hang below them. @default false */
  readonly skipTransitions?: boolean;
  /** No spans for auto transitions; their state changes are still traced. @default false */
  readonly skipAuto?: boolean;
  /** No spans for health transitions and health states; what else they change is still traced. @default true */
  readonly skipHealth?: boolean;
  /** No spans for check transitions. @default true */
  readonly skipChecks?: boolean;
  /** No spans for canceled transitions, but for those that failed. @default false */
  readonly skipCanceled?: boolean;
  /** No spans for transitions that changed no state. @default false */
  readonly skipEmpty?: boolean;
  /** No spans for transitions that took fewer milliseconds, but for those that failed. @default 0 */
  readonly minDurationMs?: number;
  /** How handlers without a mark show: as events of the transition's span, as spans of their own, as both, or not. @default 'events' */
  readonly handlers?: HandlerStyle;
  /** A zero-length span at each activation, visible long before the state's own span ends. @default true */
  readonly startRecords?: boolean;
  /** @default 'both' */
  readonly attributeKeys?: AttributeKeys;
  /** Transitions per machine that later ones can link to as their source. @default 300 */
  readonly txHistory?: number;
  /** @default the clock of the process */
  readonly clock?: Clock;
}

/**
 * {@link OtelTracesOptions} with the defaults filled in; what marks of classes may decide stays undefined where nobody set it.
 */
export interface TraceSettings {
  readonly sink: SpanSink;
  readonly parent: TraceContext | undefined;
  readonly autoRoot: boolean;
  readonly skipTransitions: boolean;
  readonly skipAuto: boolean | undefined;
  readonly skipHealth: boolean | undefined;
  readonly skipChecks: boolean | undefined;
  readonly skipCanceled: boolean | undefined;
  readonly skipEmpty: boolean | undefined;
  readonly minDurationMs: number | undefined;
  readonly handlers: HandlerStyle | undefined;
  readonly startRecords: boolean;
  readonly legacyKeys: boolean;
  readonly namespacedKeys: boolean;
  readonly txHistory: number;
  readonly now: Clock;
}

export function settingsOf(options: OtelTracesOptions): TraceSettings {
  return {
    sink: options.sink,
    parent: options.parent,
    autoRoot: options.autoRoot ?? true,
    skipTransitions: options.skipTransitions ?? false,
    skipAuto: options.skipAuto,
    skipHealth: options.skipHealth,
    skipChecks: options.skipChecks,
    skipCanceled: options.skipCanceled,
    skipEmpty: options.skipEmpty,
    minDurationMs: options.minDurationMs,
    handlers: options.handlers,
    startRecords: options.startRecords ?? true,
    legacyKeys: options.attributeKeys !== 'namespaced',
    namespacedKeys: options.attributeKeys !== 'legacy',
    txHistory: options.txHistory ?? 300,
    now: options.clock ?? systemClock,
  };
}

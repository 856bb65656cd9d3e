import type { RemotePolicy } from '../../metadata/index.js';
import type { TraceContext } from '../../tracer/index.js';
import { backgroundTimers, namingOf } from '../shared/index.js';
import type { Clock, SpanNaming, Timers } from '../shared/index.js';
import type { EventRecords } from './event-records.js';
import type { HandlerStyle, OtelTracesOptions, ParentContext, TraceScope } from './options.js';
import { Propagation } from './propagation.js';
import { SpanClock } from './span-clock.js';
import type { SpanSink } from './span-sink.js';
import type { StateGroupLists } from './state-groups.js';
import { TraceParts } from './trace-parts.js';

/**
 * {@link OtelTracesOptions} with the defaults filled in; what marks of classes may decide stays undefined where nobody set it.
 */
export interface TraceSettings extends StateGroupLists {
  readonly sink: SpanSink;
  readonly parts: TraceParts;
  readonly parent: ParentContext | undefined;
  readonly autoRoot: boolean;
  readonly onRoot: ((root: TraceContext) => void) | undefined;
  readonly propagation: Propagation;
  readonly remote: RemotePolicy | undefined;
  readonly scope: TraceScope;
  readonly naming: SpanNaming;
  readonly multi: 'event' | 'instance';
  /** Group spans last as long as their machine. */
  readonly lifetime: boolean;
  readonly groups: boolean;
  readonly stateSpans: boolean;
  readonly skipTransitions: boolean;
  readonly skipAuto: boolean | undefined;
  readonly skipHealth: boolean | undefined;
  readonly skipChecks: boolean | undefined;
  readonly skipCanceled: boolean | undefined;
  readonly skipEmpty: boolean | undefined;
  readonly minDurationMs: number | undefined;
  readonly handlers: HandlerStyle | undefined;
  readonly logArgs: boolean;
  readonly exceptions: 'events' | 'logs' | 'logs/dup';
  readonly eventsAs: 'span' | 'logs' | 'both';
  readonly records: EventRecords | undefined;
  readonly startRecords: boolean;
  readonly heartbeatMs: number;
  readonly segmentMs: number;
  /** 0 for never. */
  readonly restAfterMs: number;
  readonly legacyKeys: boolean;
  readonly namespacedKeys: boolean;
  readonly txHistory: number;
  readonly clock: SpanClock;
  readonly now: Clock;
  readonly timers: Timers;
}

const REST_AFTER_MS = 10_000;

export function settingsOf(options: OtelTracesOptions): TraceSettings {
  const parts = new TraceParts(options.rotate);
  const clock = new SpanClock(options.clock, options.onError ?? (() => undefined));
  return {
    ...shapeOf(options),
    sink: parts.counting(options.sink),
    parts,
    onRoot: options.onRoot,
    propagation: new Propagation(options),
    remote: options.remote,
    stateSpans: options.stateSpans ?? true,
    skipTransitions: options.skipTransitions ?? false,
    skipAuto: options.skipAuto,
    skipHealth: options.skipHealth,
    skipChecks: options.skipChecks,
    skipCanceled: options.skipCanceled,
    skipEmpty: options.skipEmpty,
    minDurationMs: options.minDurationMs,
    handlers: options.handlers,
    logArgs: options.logArgs ?? false,
    exceptions: options.exceptions ?? 'events',
    eventsAs: options.eventsAs ?? 'span',
    records: options.records,
    legacyKeys: options.attributeKeys !== 'namespaced',
    namespacedKeys: options.attributeKeys !== 'legacy',
    txHistory: options.txHistory ?? 300,
    clock,
    now: clock.now,
    timers: options.timers ?? backgroundTimers,
  };
}

function shapeOf(options: OtelTracesOptions) {
  return {
    parent: options.parent,
    autoRoot: options.autoRoot ?? true,
    scope: options.scope ?? 'tree',
    naming: namingOf(options.naming),
    multi: options.multi ?? 'event',
    lifetime: options.groupSpans === 'lifetime',
    groups: options.groups ?? false,
    onlyGroups: options.onlyGroups,
    onlyGroupStates: options.onlyGroupStates,
    startRecords: options.startRecords ?? true,
    heartbeatMs: options.stateHeartbeatMs ?? 0,
    segmentMs: options.stateSegmentMs ?? 0,
    restAfterMs: options.restAfterMs ?? REST_AFTER_MS,
  } as const;
}

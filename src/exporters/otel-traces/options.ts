import type { RemotePolicy } from '../../metadata/index.js';
import type { InheritRules, TraceContext } from '../../tracer/index.js';
import type { Clock, Naming, Timers } from '../shared/index.js';
import type { EventRecords } from './event-records.js';
import type { PropagationOptions } from './propagation.js';
import type { SpanSink } from './span-sink.js';
import type { StateGroupLists } from './state-groups.js';
import type { RotateLimits } from './trace-parts.js';

/** Which attribute keys spans carry: those of the Go exporter, the `asyncmachine.` ones, or both. */
export type AttributeKeys = 'both' | 'legacy' | 'namespaced';

/** How handlers without a mark show. */
export type HandlerStyle = 'events' | 'spans' | 'both' | 'off';

/**
 * What makes one trace: `tree`, all machines below one root; `tx`, each transition without a source, and what names it as
 * its source; `cause`, the same, and what is done while its handlers or their promises run.
 */
export type TraceScope = 'tree' | 'tx' | 'cause';

/** A span that machines stand below. */
export interface ParentContext extends TraceContext {
  /** It is one of another process. @default false */
  readonly isRemote?: boolean | undefined;
}

/** Settings of {@link OtelTraces} (telemetry specification §1.7, §1.15); what is set here goes before the options of marks. */
export interface OtelTracesOptions extends StateGroupLists, PropagationOptions {
  /** Where the spans go. */
  readonly sink: SpanSink;
  /** @default 'otel-traces' */
  readonly id?: string;
  /** Whether submachines inherit this tracer, or which of them do. @default true: those marked `@Parent` */
  readonly inherit?: boolean | InheritRules | undefined;
  /** Parent of machines that no traced machine is a parent of. @default a `root` span of this tracer */
  readonly parent?: ParentContext;
  /** Without a {@link parent}: one `root` span above all machines, so that they share a trace. @default true */
  readonly autoRoot?: boolean;
  /** Told of each `root` span it makes, as soon as it is there. Must not throw. @default nobody */
  readonly onRoot?: ((root: TraceContext) => void) | undefined;
  /** What machines do with traces that come from other processes. @default as the marks say, 'continue' */
  readonly remote?: RemotePolicy | undefined;
  /** @default 'tree' */
  readonly scope?: TraceScope;
  /** When a trace goes on in a new one that is linked to it. */
  readonly rotate?: RotateLimits;
  /** `plain` names have no index of the machine. @default 'indexed' */
  readonly naming?: Naming;
  /** Spans of machines and groups end at once, or when the machine does. @default 'instant' */
  readonly groupSpans?: 'instant' | 'lifetime';
  /** A Multi state that is entered again: an event on its span, or another span. @default 'event' */
  readonly multi?: 'event' | 'instance';
  /** Spans of the groups of states between those of all states and of single ones. @default false */
  readonly groups?: boolean;
  /** False for no spans of states, only of what makes them change. @default true */
  readonly stateSpans?: boolean;
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
  /** The arguments that log lines show, besides those named in marks. @default false */
  readonly logArgs?: boolean;
  /** Exceptions as events of spans, as log records, or as both. @default 'events' */
  readonly exceptions?: 'events' | 'logs' | 'logs/dup';
  /** Handlers as events of spans, as log records, or as both. @default 'span' */
  readonly eventsAs?: 'span' | 'logs' | 'both';
  /** Takes what shows as a log record; see `eventRecords`. @default nobody: who logs the machine records its errors anyway */
  readonly records?: EventRecords | undefined;
  /** A zero-length span at each activation, visible long before the state's own span ends. @default true */
  readonly startRecords?: boolean;
  /** Repeats that span of states that stay active, every so many milliseconds; 0 never. @default 0 */
  readonly stateHeartbeatMs?: number;
  /** The span of a state that stays active goes on in another one after so many milliseconds; 0 never. @default 0 */
  readonly stateSegmentMs?: number;
  /**
   * Milliseconds without a transition after which what is kept of a machine is packed, and with it what its machine keeps for fast
   * transitions: it takes a fraction of the memory until the next one. 0 never. Nothing is packed where spans last as long as
   * their machine, with heartbeats or segments; while spans of another SDK are open, {@link txHistory} alone is. @default 10000
   */
  readonly restAfterMs?: number;
  /** @default 'both' */
  readonly attributeKeys?: AttributeKeys;
  /** Transitions per machine that later ones can link to as their source. @default 300 */
  readonly txHistory?: number;
  /** The time of spans; where it goes back they go on all the same. @default the clock of the process */
  readonly clock?: Clock;
  /** @default those of the process, which they do not keep alive */
  readonly timers?: Timers;
}

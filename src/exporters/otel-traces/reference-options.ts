import type { MachineView, TraceContext } from '../../tracer/index.js';
import type { Clock } from '../shared/index.js';
import type { SpanSink } from './span-sink.js';

/** Settings of {@link ReferenceTraces}, those of the reference (telemetry specification §1.7). */
export interface ReferenceTracesOptions {
  /** Where the spans go. */
  readonly sink: SpanSink;
  /** @default 'otel-traces' */
  readonly id?: string;
  /** Remote parent of machines that are no submachines; goes before {@link rootSpan}. */
  readonly parent?: TraceContext | undefined;
  /** Parent of machines that are no submachines. @default none: each begins a trace */
  readonly rootSpan?: TraceContext | undefined;
  /** No spans of transitions and no handler events. @default false */
  readonly skipTransitions?: boolean;
  /** Health transitions and what they change too. @default false */
  readonly includeHealth?: boolean;
  /** No `args.*`. @default false */
  readonly skipLogArgs?: boolean;
  /** No spans of auto transitions. @default false */
  readonly skipAuto?: boolean;
  /** Entries `State` or `machineId:State`. @default all */
  readonly allowStates?: readonly string[];
  /** Tested on `machineId:State`. */
  readonly allowStatesRe?: RegExp | undefined;
  /** As `allowStates`; goes before it. @default none */
  readonly skipStates?: readonly string[];
  /** Tested on `machineId:State`; a submachine whose id matches is left out with all below it. */
  readonly skipStatesRe?: RegExp | undefined;
  /** Submachines of the messaging layer too. @default false */
  readonly rpc?: boolean;
  /** Takes the `[otel]` lines about a machine. @default nobody */
  readonly log?: (machine: MachineView, line: string) => void;
  /** Told once of a clock that was set. Must not throw. @default nobody */
  readonly onError?: (error: unknown) => void;
  /** The time of spans; where it goes back they go on all the same. @default the clock of the process */
  readonly clock?: Clock;
}

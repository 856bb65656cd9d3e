import type { HandlerCall, MachineView, TraceContext } from '../../tracer/index.js';
import type { Causes } from './causes.js';
import { madeSpan } from './deferred-span.js';
import type { MachineTraces } from './machine-traces.js';
import type { RemoteSources } from './remote-policy.js';
import type { TraceSettings } from './settings.js';
import { hasIdentity } from './span-sink.js';
import type { ActiveContext } from './span-sink.js';

/** What machines do now, as what runs inside of it and other processes are told. */
export class CurrentContext {
  readonly #settings: TraceSettings;
  readonly #machines: MachineTraces;
  readonly #remote: RemoteSources;

  constructor(settings: TraceSettings, machines: MachineTraces, remote: RemoteSources) {
    this.#settings = settings;
    this.#machines = machines;
    this.#remote = remote;
  }

  /** Identity of the span of a handler, else of its transition. */
  ofCall(call: HandlerCall): TraceContext | undefined {
    const { machine } = call.transition;
    const trace = this.#machines.get(machine);
    const running = trace?.running?.transition === call.transition ? trace.running : undefined;
    const span = trace?.handlers?.get(call) ?? running?.span;
    return span !== undefined && hasIdentity(span.context) ? span.context : undefined;
  }

  /** The fields of a message for the process that goes on. */
  carrierOf(machine: MachineView): Readonly<Record<string, string>> | undefined {
    const trace = this.#machines.get(machine);
    const running = trace?.running;
    const handler = running?.handler && trace?.handlers?.get(running.handler);
    const span = (handler ?? running?.span ?? trace?.span)?.context;
    if (span === undefined || !hasIdentity(span)) return undefined;
    const active = this.#settings.sink.capture?.();
    // What is open inside of it, be it of the program, or of a handler that goes on after its transition.
    const inner = active?.span?.traceId === span.traceId ? active.span : span;
    const around = active ?? this.#remote.read(machine, running?.transition.mutation.source);
    return this.#settings.propagation.write(inner, around ?? this.#remote.base(machine));
  }

  /** Runs a handler with its span active, and with what was active when its mutation was made. */
  run<R>(call: HandlerCall, causes: Causes | undefined, run: () => R): R {
    const { sink } = this.#settings;
    const trace = this.#machines.get(call.transition.machine);
    const span = trace?.handlers?.get(call) ?? madeSpan(trace?.running?.span) ?? trace?.span;
    return span === undefined || sink.runInSpan === undefined
      ? run()
      : sink.runInSpan(span, run, causes?.of(call.transition.mutation)?.active ?? this.#base(call));
  }

  /** What came with the process, unless something else is active. */
  #base({ transition: { machine } }: HandlerCall): ActiveContext | undefined {
    if (this.#settings.propagation.base === undefined) return undefined;
    return this.#settings.sink.capture?.() ?? this.#remote.base(machine);
  }
}

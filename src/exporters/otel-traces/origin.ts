import { ATTR, LINK_KIND } from '../../semconv.js';
import type { TraceContext, TransitionView } from '../../tracer/index.js';
import type { Causes } from './causes.js';
import type { MachineTrace } from './machine-trace.js';
import type { MachineTraces } from './machine-traces.js';
import type { RemoteSources } from './remote-policy.js';
import type { TraceSettings } from './settings.js';
import type { SpanAttributes, SpanLink } from './span-sink.js';

const LINK_SOURCE = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.source });
const LINK_CALLER = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.caller });
const LINK_CONTINUATION = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.continuation });
const LINK_MACHINE = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.machine });

/** Where the span of a transition stands, and what it links to. */
export interface Origin {
  readonly parent: TraceContext | undefined;
  readonly isRemote: boolean;
  readonly links: readonly SpanLink[] | undefined;
}

/** What a transition came from. */
interface Source {
  readonly context: TraceContext;
  readonly isRemote: boolean;
}

/** Tells where transitions come from, by the scope of traces. */
export class Origins {
  readonly #settings: TraceSettings;
  readonly #machines: MachineTraces;
  readonly #remote: RemoteSources;
  readonly #causes: Causes | undefined;

  constructor(settings: TraceSettings, machines: MachineTraces, remote: RemoteSources, causes: Causes | undefined) {
    this.#settings = settings;
    this.#machines = machines;
    this.#remote = remote;
    this.#causes = causes;
  }

  of(trace: MachineTrace, transition: TransitionView): Origin {
    const source = this.#sourceOf(transition);
    return this.#settings.scope === 'tree'
      ? this.#inTree(trace, transition, source)
      : this.#alone(trace, transition, source);
  }

  #inTree(trace: MachineTrace, { mutation }: TransitionView, source: Source | undefined): Origin {
    const links: SpanLink[] = [];
    if (source !== undefined) links.push({ context: source.context, attributes: LINK_SOURCE });
    const active = source === undefined ? this.#causes?.of(mutation)?.active?.span : undefined;
    if (active !== undefined) links.push({ context: active, attributes: LINK_CALLER });
    return { parent: trace.transitions, isRemote: false, links: links.length === 0 ? undefined : links };
  }

  #alone(trace: MachineTrace, transition: TransitionView, source: Source | undefined): Origin {
    if (source?.isRemote === true && this.#remote.policyOf(transition.machine) === 'link') {
      return this.#linked(trace, source.context, LINK_SOURCE);
    }
    const known = source ?? this.#causeOf(trace, transition);
    const { parts, now } = this.#settings;
    if (known !== undefined && (known.isRemote || parts.admits(known.context.traceId, now()))) {
      return { parent: known.context, isRemote: known.isRemote, links: undefined };
    }
    // Nothing caused it, or so much that its trace is full.
    return this.#linked(trace, known?.context, LINK_CONTINUATION);
  }

  /** In a trace of its own. */
  #linked(trace: MachineTrace, to: TraceContext | undefined, attributes: SpanAttributes): Origin {
    const links: SpanLink[] = [];
    if (to !== undefined) links.push({ context: to, attributes });
    if (trace.context !== undefined) links.push({ context: trace.context, attributes: LINK_MACHINE });
    return { parent: undefined, isRemote: false, links };
  }

  #causeOf(trace: MachineTrace, { mutation, error }: TransitionView): Source | undefined {
    const cause = this.#settings.scope === 'cause' ? this.#causes?.of(mutation)?.context : undefined;
    // What a transition brings about by itself: auto transitions, and the error of its handler, which is prepended.
    const follows = mutation.auto || (error !== undefined && mutation.queueTick === 0);
    const context = cause ?? (follows ? trace.last : undefined);
    return context && { context, isRemote: false };
  }

  #sourceOf({ machine, mutation: { source } }: TransitionView): Source | undefined {
    if (source === undefined) return undefined;
    const known = this.#machines.spanOf(source.machineId, source.transitionId);
    if (known !== undefined) return { context: known, isRemote: false };
    const context = this.#remote.read(machine, source)?.span;
    return context && { context, isRemote: true };
  }
}

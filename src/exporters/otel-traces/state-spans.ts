import type { MachineView, TraceContext, TransitionView } from '../../tracer/index.js';
import { ATTR, LINK_KIND, SPAN } from '../../semconv.js';
import { stateAttributes } from './attributes.js';
import { madeSpan } from './deferred-span.js';
import type { TraceSettings } from './settings.js';
import { startInstant } from './span-sink.js';
import type { SinkSpan, SpanSink } from './span-sink.js';

const LINK_ADDED = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.stateAdded });
const LINK_REMOVED = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.stateRemoved });
const LINK_TRANSITION = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.transition });

interface NameGroup {
  readonly label: string;
  readonly context: TraceContext;
}

interface OpenState {
  readonly span: SinkSpan;
  reentries: number;
}

/** A change of states at one instant, and the span of the transition that made it, if it has one. */
export interface StateChange {
  readonly transition: TransitionView;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly timeMs: number;
  readonly span: SinkSpan | undefined;
  /** `[add] Foo`, the text of the events. */
  readonly mutationText: string;
}

/** The spans of one machine's states: a group per state name, in it one span per activation. */
export class StateSpans {
  readonly #settings: TraceSettings;
  readonly #sink: SpanSink;
  readonly #prefix: string;
  readonly #parent: TraceContext;
  readonly #groups = new Map<string, NameGroup>();
  readonly #open = new Map<string, OpenState>();
  readonly #shows: (state: string) => boolean;

  /**
   * @param prefix `<i>:`
   * @param shows which states have spans
   */
  constructor(settings: TraceSettings, prefix: string, parent: TraceContext, shows: (state: string) => boolean) {
    this.#settings = settings;
    this.#sink = settings.sink;
    this.#prefix = prefix;
    this.#parent = parent;
    this.#shows = shows;
  }

  /** Opens the states that were active before anybody looked. */
  openExisting(machine: MachineView, timeMs: number): void {
    for (const state of machine.activeStates()) {
      if (this.#shows(state)) this.#start(machine, state, timeMs, undefined);
    }
  }

  /** Ends what the transition removed, starts what it added, notes what it re-entered. */
  apply(change: StateChange): void {
    const { transition, timeMs, span } = change;
    for (const state of change.removed) {
      const open = this.#open.get(state);
      if (open === undefined) continue;
      span?.link({ context: open.span.context, attributes: LINK_REMOVED });
      this.#end(state, open, timeMs);
    }
    for (const state of change.added) {
      if (!this.#shows(state)) continue;
      let open = this.#open.get(state);
      if (open === undefined) open = this.#start(transition.machine, state, timeMs, change);
      else open.reentries += 1;
      open.span.event(change.mutationText, timeMs);
      span?.link({ context: open.span.context, attributes: LINK_ADDED });
    }
  }

  /** Makes the open spans agree with the machine, after changes that were taken back. */
  reconcile(change: StateChange): void {
    const { machine } = change.transition;
    const active = new Set(machine.activeStates());
    for (const [state, open] of this.#open) if (!active.has(state)) this.#end(state, open, change.timeMs);
    for (const state of active) {
      if (!this.#open.has(state) && this.#shows(state)) this.#start(machine, state, change.timeMs, change);
    }
  }

  endAll(timeMs: number): void {
    for (const [state, open] of this.#open) this.#end(state, open, timeMs);
    this.#groups.clear();
  }

  #start(machine: MachineView, state: string, timeMs: number, change: StateChange | undefined): OpenState {
    const group = this.#group(machine, state, timeMs);
    const attributes = stateAttributes(this.#settings, machine, state, change?.transition);
    const cause = madeSpan(change?.span);
    const span = this.#sink.start({
      name: group.label,
      parent: group.context,
      timeMs,
      attributes,
      links: cause && [{ context: cause.context, attributes: LINK_TRANSITION }],
    });
    const open = { span, reentries: 0 };
    this.#open.set(state, open);
    if (this.#settings.startRecords) {
      const name = `${this.#prefix}${state}${SPAN.startedSuffix}`;
      const record = stateAttributes(this.#settings, machine, state, change?.transition);
      record[ATTR.amStateOpen] = true;
      startInstant(this.#sink, { name, parent: group.context, timeMs, attributes: record });
    }
    return open;
  }

  #end(state: string, open: OpenState, timeMs: number): void {
    this.#open.delete(state);
    const attributes = open.reentries > 0 ? { [ATTR.amStateReentries]: open.reentries } : undefined;
    open.span.end({ timeMs, attributes });
  }

  #group(machine: MachineView, state: string, timeMs: number): NameGroup {
    const known = this.#groups.get(state);
    if (known !== undefined) return known;
    const multi = machine.schema[state]?.multi === true;
    const label = this.#prefix + state + (multi ? SPAN.multiSuffix : '');
    const { context } = startInstant(this.#sink, { name: label, parent: this.#parent, timeMs });
    const group = { label, context };
    this.#groups.set(state, group);
    return group;
  }
}

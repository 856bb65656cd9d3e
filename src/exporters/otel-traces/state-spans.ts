import type { MachineView, TraceContext, TransitionView } from '../../tracer/index.js';
import { ATTR, LINK_KIND, SPAN } from '../../semconv.js';
import { stateAttributes } from './attributes.js';
import type { Attributes } from './attributes.js';
import { madeSpan } from './deferred-span.js';
import type { GroupSpans } from './group-spans.js';
import type { TraceSettings } from './settings.js';
import { startInstant } from './span-sink.js';
import type { SinkSpan, SpanLink } from './span-sink.js';
import { groupOf } from './state-groups.js';

const LINK_ADDED = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.stateAdded });
const LINK_REMOVED = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.stateRemoved });
const LINK_TRANSITION = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.transition });
const LINK_SEGMENT = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.continuation });

/** Events of one span; SDKs keep 128. */
const MAX_EVENTS = 120;

interface NameGroup {
  readonly label: string;
  readonly context: TraceContext;
}

interface OpenState {
  span: SinkSpan;
  readonly attributes: Attributes;
  readonly name: string;
  /** When this segment began. */
  sinceMs: number;
  segment: number;
  reentries: number;
  events: number;
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

/** Where the spans of a machine's states stand. */
export interface StatePlace {
  readonly index: number;
  readonly parent: TraceContext;
  readonly groups: GroupSpans;
  /** Which states have spans. */
  readonly shows: (state: string) => boolean;
}

/** The spans of one machine's states: a group per state name, in it one span per activation. */
export class StateSpans {
  readonly #settings: TraceSettings;
  readonly #groups: GroupSpans;
  readonly #index: number;
  readonly #shows: (state: string) => boolean;
  readonly #names = new Map<string, NameGroup>();
  readonly #stateGroups = new Map<string, TraceContext>();
  readonly #open = new Map<string, OpenState>();
  #parent: TraceContext;

  constructor(settings: TraceSettings, { index, parent, groups, shows }: StatePlace) {
    this.#settings = settings;
    this.#index = index;
    this.#parent = parent;
    this.#groups = groups;
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
      if (open !== undefined && this.#settings.multi === 'instance') {
        this.#end(state, open, timeMs);
        open = undefined;
      }
      if (open === undefined) open = this.#start(transition.machine, state, timeMs, change);
      else this.#reenter(open, transition.machine, state, timeMs);
      open.events += 1;
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

  /** Tells again of what is open, and lets long spans go on in a next segment. */
  beat(machine: MachineView, timeMs: number): void {
    const { heartbeatMs, segmentMs } = this.#settings;
    for (const [state, open] of this.#open) {
      const isDue = segmentMs > 0 && timeMs - open.sinceMs >= segmentMs;
      if (isDue) this.#continue(open, this.#name(machine, state, timeMs), timeMs);
      if (heartbeatMs > 0) this.#record(open, this.#name(machine, state, timeMs), timeMs);
    }
  }

  /** All go on below another span, in the next part of their trace. */
  moveTo(parent: TraceContext, machine: MachineView, timeMs: number): void {
    this.#parent = parent;
    this.#names.clear();
    this.#stateGroups.clear();
    for (const [state, open] of this.#open) {
      const group = this.#name(machine, state, timeMs);
      this.#continue(open, group, timeMs);
      if (this.#settings.startRecords) this.#record(open, group, timeMs);
    }
  }

  endAll(timeMs: number): void {
    for (const [state, open] of this.#open) this.#end(state, open, timeMs);
    this.#names.clear();
    this.#stateGroups.clear();
  }

  #start(machine: MachineView, state: string, timeMs: number, change: StateChange | undefined): OpenState {
    const group = this.#name(machine, state, timeMs);
    const attributes = stateAttributes(this.#settings, machine, state, change?.transition);
    const cause = madeSpan(change?.span);
    const links = cause && [{ context: cause.context, attributes: LINK_TRANSITION }];
    const name = this.#settings.naming.group(this.#index, state) + SPAN.startedSuffix;
    const span = this.#settings.sink.start({ name: group.label, parent: group.context, timeMs, attributes, links });
    const open = { span, attributes, name, sinceMs: timeMs, segment: 1, reentries: 0, events: 0 };
    this.#open.set(state, open);
    if (this.#settings.startRecords) this.#record(open, group, timeMs);
    return open;
  }

  #reenter(open: OpenState, machine: MachineView, state: string, timeMs: number): void {
    if (open.events >= MAX_EVENTS) this.#continue(open, this.#name(machine, state, timeMs), timeMs);
    open.reentries += 1;
  }

  #continue(open: OpenState, group: NameGroup, timeMs: number): void {
    const links: readonly SpanLink[] = [{ context: open.span.context, attributes: LINK_SEGMENT }];
    open.span.end({ timeMs, attributes: endAttributes(open) });
    open.segment += 1;
    open.sinceMs = timeMs;
    open.events = 0;
    const attributes = { ...open.attributes, [ATTR.amStateSegment]: open.segment };
    open.span = this.#settings.sink.start({ name: group.label, parent: group.context, timeMs, attributes, links });
  }

  /** Says that the state is active, long before its span has ended. */
  #record({ name, attributes }: OpenState, { context }: NameGroup, timeMs: number): void {
    const record = { ...attributes, [ATTR.amStateOpen]: true };
    startInstant(this.#settings.sink, { name, parent: context, timeMs, attributes: record });
  }

  #end(state: string, open: OpenState, timeMs: number): void {
    this.#open.delete(state);
    open.span.end({ timeMs, attributes: endAttributes(open) });
  }

  #name(machine: MachineView, state: string, timeMs: number): NameGroup {
    const known = this.#names.get(state);
    if (known !== undefined) return known;
    const isMulti = machine.schema[state]?.multi === true;
    const label = this.#settings.naming.state(this.#index, state, isMulti);
    const parent = this.#settings.groups ? this.#stateGroup(groupOf(machine, state), timeMs) : this.#parent;
    const group = { label, context: this.#groups.start({ name: label, parent, timeMs }) };
    this.#names.set(state, group);
    return group;
  }

  #stateGroup(group: string, timeMs: number): TraceContext {
    let context = this.#stateGroups.get(group);
    if (context === undefined) {
      const name = this.#settings.naming.group(this.#index, group);
      context = this.#groups.start({ name, parent: this.#parent, timeMs });
      this.#stateGroups.set(group, context);
    }
    return context;
  }
}

function endAttributes({ reentries }: OpenState): Attributes | undefined {
  return reentries > 0 ? { [ATTR.amStateReentries]: reentries } : undefined;
}

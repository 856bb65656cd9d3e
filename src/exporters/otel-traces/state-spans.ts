import type { MachineView, TraceContext } from '../../tracer/index.js';
import { ATTR, LINK_KIND, SPAN } from '../../semconv.js';
import { stateAttributes } from './attributes.js';
import type { Attributes } from './attributes.js';
import { madeSpan } from './deferred-span.js';
import type { GroupSpans } from './group-spans.js';
import type { RunningTransition } from './running-transition.js';
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

/** What is kept of a state that has been active: its group span, and the span of the activation that lasts. */
interface StateSlot {
  /** Name of both. */
  readonly label: string;
  group: TraceContext;
  span: SinkSpan | undefined;
  attributes: Attributes | undefined;
  /** When this segment began. */
  sinceMs: number;
  segment: number;
  reentries: number;
  events: number;
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
  /** The one that was activated last at the end. */
  readonly #slots = new Map<string, StateSlot>();
  #stateGroups: Map<string, TraceContext> | undefined;
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

  /** The span of a state that is active, if it has one. */
  spanOf(state: string): SinkSpan | undefined {
    return this.#slots.get(state)?.span;
  }

  /** Ends what the transition removed, starts what it added, notes what it re-entered. */
  apply(running: RunningTransition, mutationText: string, timeMs: number): void {
    const { transition, span } = running;
    for (const state of running.removed) {
      const slot = this.#slots.get(state);
      if (slot?.span === undefined) continue;
      span?.link({ context: slot.span.context, attributes: LINK_REMOVED });
      this.#end(slot, slot.span, timeMs);
    }
    for (const state of running.added) {
      if (!this.#shows(state)) continue;
      const open = this.#enter(transition.machine, state, timeMs, running);
      open.event(mutationText, timeMs);
      span?.link({ context: open.context, attributes: LINK_ADDED });
    }
  }

  /** Makes the open spans agree with the machine, after changes that were taken back. */
  reconcile(running: RunningTransition, timeMs: number): void {
    const { machine } = running.transition;
    const active = new Set(machine.activeStates());
    for (const [state, slot] of this.#slots) {
      if (slot.span !== undefined && !active.has(state)) this.#end(slot, slot.span, timeMs);
    }
    for (const state of active) {
      if (this.#slots.get(state)?.span === undefined && this.#shows(state)) {
        this.#start(machine, state, timeMs, running);
      }
    }
  }

  /** Tells again of what is open, and lets long spans go on in a next segment. */
  beat(timeMs: number): void {
    const { heartbeatMs, segmentMs } = this.#settings;
    for (const [state, slot] of this.#slots) {
      if (slot.span === undefined) continue;
      if (segmentMs > 0 && timeMs - slot.sinceMs >= segmentMs) this.#continue(slot, slot.span, timeMs);
      if (heartbeatMs > 0) this.#record(state, slot, timeMs);
    }
  }

  /** All go on below another span, in the next part of their trace. */
  moveTo(parent: TraceContext, machine: MachineView, timeMs: number): void {
    this.#parent = parent;
    this.#stateGroups = undefined;
    for (const [state, slot] of this.#slots) {
      if (slot.span === undefined) {
        this.#slots.delete(state);
        continue;
      }
      slot.group = this.#group(machine, state, slot.label, timeMs);
      this.#continue(slot, slot.span, timeMs);
      if (this.#settings.startRecords) this.#record(state, slot, timeMs);
    }
  }

  endAll(timeMs: number): void {
    for (const slot of this.#slots.values()) if (slot.span !== undefined) this.#end(slot, slot.span, timeMs);
    this.#slots.clear();
    this.#stateGroups = undefined;
  }

  /** The span of a state that was added: a new one, or for one that was active before, as the settings say. */
  #enter(machine: MachineView, state: string, timeMs: number, running: RunningTransition): SinkSpan {
    const slot = this.#slots.get(state);
    let span = slot?.span;
    if (slot === undefined || span === undefined) return this.#start(machine, state, timeMs, running);
    if (this.#settings.multi === 'instance') {
      this.#end(slot, span, timeMs);
      return this.#start(machine, state, timeMs, running);
    }
    if (slot.events >= MAX_EVENTS) span = this.#continue(slot, span, timeMs);
    slot.reentries += 1;
    slot.events += 1;
    return span;
  }

  #start(machine: MachineView, state: string, timeMs: number, running: RunningTransition | undefined): SinkSpan {
    const slot = this.#slotOf(machine, state, timeMs);
    const attributes = stateAttributes(this.#settings, machine, state, running?.id);
    const cause = madeSpan(running?.span);
    const links = cause && [{ context: cause.context, attributes: LINK_TRANSITION }];
    const span = this.#settings.sink.start({ name: slot.label, parent: slot.group, timeMs, attributes, links });
    slot.span = span;
    slot.attributes = attributes;
    slot.sinceMs = timeMs;
    slot.segment = 1;
    slot.reentries = 0;
    slot.events = running === undefined ? 0 : 1;
    if (this.#settings.startRecords) this.#record(state, slot, timeMs);
    return span;
  }

  #continue(slot: StateSlot, before: SinkSpan, timeMs: number): SinkSpan {
    const links: readonly SpanLink[] = [{ context: before.context, attributes: LINK_SEGMENT }];
    before.end({ timeMs, attributes: endAttributes(slot) });
    slot.segment += 1;
    slot.sinceMs = timeMs;
    slot.events = 0;
    const attributes = { ...slot.attributes, [ATTR.amStateSegment]: slot.segment };
    slot.span = this.#settings.sink.start({ name: slot.label, parent: slot.group, timeMs, attributes, links });
    return slot.span;
  }

  /** Says that the state is active, long before its span has ended. */
  #record(state: string, { group, attributes }: StateSlot, timeMs: number): void {
    const name = this.#settings.naming.group(this.#index, state) + SPAN.startedSuffix;
    const record = { ...attributes, [ATTR.amStateOpen]: true };
    startInstant(this.#settings.sink, { name, parent: group, timeMs, attributes: record });
  }

  #end(slot: StateSlot, span: SinkSpan, timeMs: number): void {
    slot.span = undefined;
    slot.attributes = undefined;
    span.end({ timeMs, attributes: endAttributes(slot) });
  }

  /** The slot of a state, as the one that was activated last. */
  #slotOf(machine: MachineView, state: string, timeMs: number): StateSlot {
    const known = this.#slots.get(state);
    if (known !== undefined) {
      this.#slots.delete(state);
      this.#slots.set(state, known);
      return known;
    }
    const label = this.#settings.naming.state(this.#index, state, machine.schema[state]?.multi === true);
    const group = this.#group(machine, state, label, timeMs);
    const none = { span: undefined, attributes: undefined };
    const slot = { label, group, ...none, sinceMs: timeMs, segment: 1, reentries: 0, events: 0 };
    this.#slots.set(state, slot);
    return slot;
  }

  /** The span that the spans of a state stand below. */
  #group(machine: MachineView, state: string, label: string, timeMs: number): TraceContext {
    const parent = this.#settings.groups ? this.#stateGroup(groupOf(machine, state), timeMs) : this.#parent;
    return this.#groups.start({ name: label, parent, timeMs });
  }

  #stateGroup(group: string, timeMs: number): TraceContext {
    const known = this.#stateGroups?.get(group);
    if (known !== undefined) return known;
    const name = this.#settings.naming.group(this.#index, group);
    const context = this.#groups.start({ name, parent: this.#parent, timeMs });
    (this.#stateGroups ??= new Map<string, TraceContext>()).set(group, context);
    return context;
  }
}

function endAttributes({ reentries }: StateSlot): Attributes | undefined {
  return reentries > 0 ? { [ATTR.amStateReentries]: reentries } : undefined;
}

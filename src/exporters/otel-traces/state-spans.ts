import type { MachineView, TraceContext } from '../../tracer/index.js';
import { ATTR, LINK_KIND, SPAN } from '../../semconv.js';
import { stateAttributes } from './attributes.js';
import type { Attributes } from './attributes.js';
import { madeSpan } from './deferred-span.js';
import type { GroupSpans } from './group-spans.js';
import type { Packer } from './packer.js';
import type { RunningTransition } from './running-transition.js';
import type { TraceSettings } from './settings.js';
import { LINK_TRANSITION, packSlot, startOf, unpackSlot } from './slot-packing.js';
import type { SlotOwner } from './slot-packing.js';
import { NO_CONTEXT, startInstant } from './span-sink.js';
import type { SinkSpan, SpanLink } from './span-sink.js';
import { groupOf } from './state-groups.js';
import { StateSlots, isOpen } from './state-slots.js';
import type { OpenSlot, StateSlot } from './state-slots.js';
import type { Unpacker } from './unpacker.js';

const LINK_ADDED = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.stateAdded });
const LINK_REMOVED = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.stateRemoved });
const LINK_SEGMENT = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.continuation });

/** Events of one span; SDKs keep 128. */
const MAX_EVENTS = 120;

/** The machine whose states they are. */
export interface StateOwner extends SlotOwner {
  readonly groups: GroupSpans;
}

/** The spans of one machine's states: a group per state name, in it one span per activation. */
export class StateSpans {
  /** The span above all of them. */
  parent: TraceContext;
  readonly #owner: StateOwner;
  readonly #shows: (state: string) => boolean;
  readonly #slots = new StateSlots();
  #stateGroups: Map<string, TraceContext> | undefined;

  /** @param shows which states have spans */
  constructor(owner: StateOwner, parent: TraceContext, shows: (state: string) => boolean) {
    this.#owner = owner;
    this.parent = parent;
    this.#shows = shows;
  }

  /** How many are open. */
  get size(): number {
    return this.#slots.open().length;
  }

  /** Opens the states that were active before anybody looked. */
  openExisting(machine: MachineView, timeMs: number): void {
    for (const state of machine.activeStates()) {
      if (this.#shows(state)) this.#start(machine, state, timeMs, undefined);
    }
  }

  /** The span of a state that is active, if it has one. */
  spanOf(state: string): SinkSpan | undefined {
    const slot = this.#slots.find(state);
    if (isOpen(slot)) slot.isShown = true;
    return slot?.span;
  }

  /** Ends what the transition removed, starts what it added, notes what it re-entered. */
  apply(running: RunningTransition, mutationText: string, timeMs: number): void {
    const { transition, span } = running;
    for (const state of running.removed) {
      const slot = this.#slots.find(state);
      if (!isOpen(slot)) continue;
      span?.link({ context: slot.span.context, attributes: LINK_REMOVED });
      this.#end(slot, timeMs);
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
    for (const slot of this.#slots.open()) if (!active.has(slot.state)) this.#end(slot, timeMs);
    for (const state of active) {
      if (this.#slots.find(state)?.span === undefined && this.#shows(state)) {
        this.#start(machine, state, timeMs, running);
      }
    }
  }

  /** Tells again of what is open, and lets long spans go on in a next segment. */
  beat(timeMs: number): void {
    const { heartbeatMs, segmentMs } = this.#settings;
    for (const slot of this.#slots.open()) {
      if (segmentMs > 0 && timeMs - slot.sinceMs >= segmentMs) this.#continue(slot, timeMs);
      if (heartbeatMs > 0) this.#record(slot, timeMs);
    }
  }

  /** All go on below another span, in the next part of their trace. */
  moveTo(parent: TraceContext, machine: MachineView, timeMs: number): void {
    this.parent = parent;
    this.#stateGroups = undefined;
    const open = this.#slots.open();
    this.#slots.clear();
    for (const slot of open) {
      this.#slots.append(slot);
      slot.group = this.#group(machine, slot.state, slot.label, timeMs);
      this.#continue(slot, timeMs);
      if (this.#settings.startRecords) this.#record(slot, timeMs);
    }
  }

  endAll(timeMs: number): void {
    for (const slot of this.#slots.open()) this.#end(slot, timeMs);
    this.#slots.clear();
    this.#stateGroups = undefined;
  }

  /** Writes all of it; false where a span can't be put aside. */
  pack(packer: Packer): boolean {
    packer.context(this.parent);
    const groups = [...(this.#stateGroups ?? [])];
    const slots = this.#slots.all();
    packer.count(slots.length * 2 + (groups.length > 0 ? 1 : 0));
    if (groups.length > 0) packer.count(groups.length);
    for (const [group, context] of groups) {
      packer.name(group);
      packer.context(context);
    }
    return slots.every((slot) => packSlot(packer, slot, this.#owner));
  }

  /** What was written, with the spans open again. */
  static unpack(unpacker: Unpacker, owner: StateOwner, shows: (state: string) => boolean): StateSpans {
    const states = new StateSpans(owner, unpacker.context() ?? NO_CONTEXT, shows);
    const said = unpacker.count();
    for (let left = said % 2 === 0 ? 0 : unpacker.count(); left > 0; left--) {
      const group = unpacker.name();
      (states.#stateGroups ??= new Map<string, TraceContext>()).set(group, unpacker.context() ?? NO_CONTEXT);
    }
    for (let left = Math.floor(said / 2); left > 0; left--) states.#slots.append(unpackSlot(unpacker, owner));
    return states;
  }

  /** The span of a state that was added: a new one, or for one that was active before, as the settings say. */
  #enter(machine: MachineView, state: string, timeMs: number, running: RunningTransition): SinkSpan {
    const slot = this.#slots.find(state);
    if (!isOpen(slot)) return this.#start(machine, state, timeMs, running);
    if (this.#settings.multi === 'instance') {
      this.#end(slot, timeMs);
      return this.#start(machine, state, timeMs, running);
    }
    if (slot.events >= MAX_EVENTS) this.#continue(slot, timeMs);
    slot.reentries += 1;
    slot.events += 1;
    return slot.span;
  }

  #start(machine: MachineView, state: string, timeMs: number, running: RunningTransition | undefined): SinkSpan {
    const slot = this.#slots.find(state) ?? this.#newSlot(machine, state, timeMs);
    this.#slots.append(slot);
    const attributes = stateAttributes(this.#settings, machine, state, running?.id);
    const cause = madeSpan(running?.span);
    const links = cause && [{ context: cause.context, attributes: LINK_TRANSITION }];
    slot.attributes = attributes;
    slot.sinceMs = timeMs;
    slot.segment = 1;
    slot.reentries = 0;
    slot.events = running === undefined ? 0 : 1;
    const span = this.#open(slot, timeMs, links);
    // Made once more, which takes a third of the time of a copy.
    if (this.#settings.startRecords)
      this.#record(slot, timeMs, stateAttributes(this.#settings, machine, state, running?.id));
    return span;
  }

  #continue(slot: OpenSlot, timeMs: number): void {
    const links: readonly SpanLink[] = [{ context: slot.span.context, attributes: LINK_SEGMENT }];
    slot.span.end({ timeMs, attributes: endAttributes(slot) });
    slot.segment += 1;
    slot.sinceMs = timeMs;
    slot.events = 0;
    this.#open(slot, timeMs, links);
  }

  #open(slot: StateSlot, timeMs: number, links: readonly SpanLink[] | undefined): SinkSpan {
    slot.isShown = false;
    return (slot.span = this.#settings.sink.start(startOf(slot, timeMs, links)));
  }

  /** Says that the state is active, long before its span has ended. */
  #record({ state, group, attributes }: StateSlot, timeMs: number, record: Attributes = { ...attributes }): void {
    const name = this.#settings.naming.group(this.#owner.index, state) + SPAN.startedSuffix;
    record[ATTR.amStateOpen] = true;
    const start = {
      name,
      parent: group,
      isRemote: false,
      timeMs,
      runsCode: false,
      attributes: record,
      links: undefined,
    };
    startInstant(this.#settings.sink, start);
  }

  #end(slot: StateSlot, timeMs: number): void {
    const { span } = slot;
    slot.span = undefined;
    slot.attributes = undefined;
    span?.end({ timeMs, attributes: endAttributes(slot) });
  }

  #newSlot(machine: MachineView, state: string, timeMs: number): StateSlot {
    const label = this.#settings.naming.state(this.#owner.index, state, machine.schema[state]?.multi === true);
    const group = this.#group(machine, state, label, timeMs);
    const none = { span: undefined, attributes: undefined, next: undefined, isShown: false };
    return { state, label, group, ...none, sinceMs: timeMs, segment: 1, reentries: 0, events: 0 };
  }

  get #settings(): TraceSettings {
    return this.#owner.settings;
  }

  /** The span that the spans of a state stand below. */
  #group(machine: MachineView, state: string, label: string, timeMs: number): TraceContext {
    const parent = this.#settings.groups ? this.#stateGroup(groupOf(machine, state), timeMs) : this.parent;
    return this.#owner.groups.start(this.#settings.sink, { name: label, parent, timeMs });
  }

  #stateGroup(group: string, timeMs: number): TraceContext {
    const known = this.#stateGroups?.get(group);
    if (known !== undefined) return known;
    const name = this.#settings.naming.group(this.#owner.index, group);
    const context = this.#owner.groups.start(this.#settings.sink, { name, parent: this.parent, timeMs });
    (this.#stateGroups ??= new Map<string, TraceContext>()).set(group, context);
    return context;
  }
}

function endAttributes({ reentries }: StateSlot): Attributes | undefined {
  return reentries > 0 ? { [ATTR.amStateReentries]: reentries } : undefined;
}

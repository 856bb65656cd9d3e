import type { MachineView, Selection, TraceContext, TransitionView } from '../../tracer/index.js';
import { ATTR, LINK_KIND, SPAN } from '../../semconv.js';
import { StateOrder } from '../shared/index.js';
import type { Redaction } from '../shared/index.js';
import { groupAttributes, machineAttributes, summaryAttributes } from './attributes.js';
import type { MachineTotals } from './attributes.js';
import { GroupSpans } from './group-spans.js';
import type { HandlerSpans } from './handler-spans.js';
import { packMachine, unpackMachine } from './packed-machine.js';
import type { KeptMachine } from './packed-machine.js';
import { RunningTransition } from './running-transition.js';
import type { TraceSettings } from './settings.js';
import { ShownTransitions } from './shown-transitions.js';
import { NO_CONTEXT, hasIdentity, pastSpan } from './span-sink.js';
import type { SinkSpan, SpanLink } from './span-sink.js';
import { StateSpans } from './state-spans.js';
import type { TracePart } from './trace-parts.js';
import { activatesException, unfinishedAttributes } from './transition-attributes.js';
import { TxHistory } from './tx-history.js';

const LINK_CONTINUATION = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.continuation });

/** Where the span of a machine stands. */
export interface MachinePlace {
  readonly parent: TraceContext | undefined;
  /** The parent is a span of another process. */
  readonly isRemote: boolean;
  readonly links?: readonly SpanLink[] | undefined;
}

/** What is known of a machine besides what is packed. */
export type PackedBeside = Pick<MachineTrace, 'shown' | 'part' | 'view'>;

/**
 * What is kept of one machine while it is traced: its group spans and what is open. Does not hold the machine, so that
 * one which is dropped without disposal can be collected.
 */
export class MachineTrace {
  readonly machineId: string;
  readonly index: number;
  readonly createdMs: number;
  /** What it has in common with the machines of its class. */
  readonly shown: ShownTransitions;
  /** Its spans that hold others. */
  readonly groups: GroupSpans;
  order: StateOrder;
  readonly history: TxHistory;
  readonly totals: MachineTotals;
  /** Undefined for a machine that is gone, or has ended while it was packed. */
  readonly view: WeakRef<MachineView> | undefined;
  /** The {@link Rests.round} it was last used in. */
  usedAt = -1;
  /** The spans of its marked handlers, once there was one. */
  handlers: HandlerSpans | undefined;
  states: StateSpans | undefined;
  running: RunningTransition | undefined;
  /** The parent of transition spans in a tree; absent when they are off. */
  transitions: TraceContext | undefined;
  /** The span of its last transition. */
  last: TraceContext | undefined;
  /** Identity of the machine's span; outlives the machine. */
  context: TraceContext | undefined;
  /** Nobody will see anything below its span. */
  isQuiet = false;
  /** The trace it lives in, once it was opened. */
  part: TracePart | undefined;
  ended = false;
  /** The span of the machine, where it lasts to its end. */
  #machine: SinkSpan | undefined;
  #isRecording = false;
  #submachines: TraceContext | undefined;
  /** {@link #submachines} of the part of the trace that went before. */
  #submachinesBefore: TraceContext | undefined;

  private constructor(
    shown: ShownTransitions,
    machine: MachineView | undefined,
    known: Pick<MachineTrace, 'view' | 'machineId' | 'index' | 'createdMs' | 'totals' | 'history'>,
  ) {
    this.shown = shown;
    this.groups = shown.settings.lifetime ? GroupSpans.lasting() : GroupSpans.instant;
    this.order = machine === undefined ? StateOrder.none : StateOrder.of(machine);
    this.view = known.view;
    this.machineId = known.machineId;
    this.index = known.index;
    this.createdMs = known.createdMs;
    this.totals = known.totals;
    this.history = known.history;
  }

  static begin(settings: TraceSettings, index: number, machine: MachineView, selection: Selection): MachineTrace {
    return new MachineTrace(ShownTransitions.of(settings, selection), machine, {
      view: new WeakRef(machine),
      machineId: machine.id,
      index,
      createdMs: settings.now(),
      totals: { transitions: 0, canceled: 0, exceptions: 0, ticks: 0 },
      history: new TxHistory(settings.txHistory),
    });
  }

  /** Takes up again what {@link pack} put aside. @param machine undefined for one that is gone */
  static unpack(packed: string, { shown, part, view }: PackedBeside, machine: MachineView | undefined): MachineTrace {
    const { kept, states } = unpackMachine(packed, part, shown.settings.txHistory);
    const trace = new MachineTrace(shown, machine, { view, ...kept });
    trace.part = part;
    trace.isQuiet = kept.isQuiet;
    trace.#isRecording = kept.isRecording;
    trace.context = kept.context;
    trace.transitions = kept.transitions;
    trace.last = kept.last;
    trace.#submachines = kept.submachines;
    trace.#submachinesBefore = kept.submachinesBefore;
    if (states !== undefined) {
      trace.states = StateSpans.unpack(states, trace, machine === undefined ? () => false : shown.statesOf(machine));
    }
    return trace;
  }

  /** All of it as one text; undefined while something is open that can't be put aside. */
  pack(): string | undefined {
    const { ended, running, handlers, settings } = this;
    if (ended || running !== undefined || handlers?.isEmpty === false || settings.lifetime) return undefined;
    const kept: KeptMachine = {
      machineId: this.machineId,
      index: this.index,
      createdMs: this.createdMs,
      totals: this.totals,
      history: this.history,
      isQuiet: this.isQuiet,
      isRecording: this.#isRecording,
      context: this.context,
      transitions: this.transitions,
      last: this.last,
      submachines: this.#submachines,
      submachinesBefore: this.#submachinesBefore,
    };
    return packMachine(kept, this.part, this.states);
  }

  get settings(): TraceSettings {
    return this.shown.settings;
  }

  get selection(): Selection {
    return this.shown.selection;
  }

  get redaction(): Redaction {
    return this.shown.redaction;
  }

  /** The span of the machine, once it was opened. */
  get span(): SinkSpan | undefined {
    if (this.part === undefined) return undefined;
    return this.#machine ?? pastSpan(this.context ?? NO_CONTEXT, this.#isRecording);
  }

  /** How many spans end with it, its own among them. */
  get endingSpans(): number {
    return 1 + this.groups.size + (this.states?.size ?? 0) + (this.handlers?.size ?? 0);
  }

  /** Adds a transition that has ended to the totals. */
  count(transition: TransitionView): void {
    if (transition.mutation.check) return;
    const { totals } = this;
    totals.transitions += 1;
    if (!transition.accepted) totals.canceled += 1;
    else totals.ticks = transition.sumAfter;
    if (activatesException(transition)) totals.exceptions += 1;
  }

  /** Emits the machine span and its groups, once. Those of a machine that is traced as a whole include the states. */
  open(machine: MachineView, place: MachinePlace): void {
    if (this.part !== undefined) return;
    for (const tick of machine.time()) this.totals.ticks += tick;
    this.#begin(machine, place, this.createdMs);
  }

  /** Goes on in the next part of its trace: new spans of the machine and its groups, open states in their next segment. */
  moveTo(place: MachinePlace, machine: MachineView, timeMs: number): void {
    this.groups.endAll(timeMs);
    this.#machine?.end({ timeMs });
    this.#submachinesBefore = this.#submachines;
    this.#submachines = undefined;
    this.#begin(machine, place, timeMs);
  }

  /** The parent of the machine spans of submachines; the machine's own span where it has no such group any more. */
  parentOfSubmachines(timeMs: number): TraceContext | undefined {
    if (this.ended || !this.#isRecording) return this.context;
    this.#submachines ??= this.#group(SPAN.submachines, timeMs, this.#submachinesBefore);
    return this.#submachines;
  }

  /** Ends what is open, innermost first, and sums the machine up. */
  close(ending: 'aborted' | 'detached'): void {
    if (this.ended) return;
    this.ended = true;
    const timeMs = this.settings.now();
    this.#endRunning(timeMs);
    this.handlers?.endAll(timeMs, ending);
    this.states?.endAll(timeMs);
    this.states = undefined;
    this.history.clear();
    this.groups.endAll(timeMs);
    if (this.#isRecording) this.#summarize(timeMs);
  }

  #endRunning(timeMs: number): void {
    const { running } = this;
    this.running = undefined;
    if (running?.span === undefined) return;
    const { recording } = running.span;
    const attributes = recording ? unfinishedAttributes(this.settings, this, running, timeMs) : undefined;
    running.span.end({ timeMs, attributes });
  }

  #begin(machine: MachineView, place: MachinePlace, timeMs: number): void {
    const { sink, lifetime, stateSpans, skipTransitions, scope } = this.settings;
    const { name } = this.selection.options;
    const className = typeof name === 'string' ? name : machine.className;
    const attributes = machineAttributes(this.settings, machine, this.index, className);
    const before = this.context;
    if (this.part !== undefined) attributes[ATTR.amTracePart] = this.part.number + 1;
    const links = before === undefined ? place.links : [{ context: before, attributes: LINK_CONTINUATION }];
    const { parent, isRemote } = place;
    const span = sink.start({ name: this.#name, parent, isRemote, timeMs, runsCode: true, attributes, links });
    if (lifetime) this.#machine = span;
    else span.end({ timeMs });
    this.#isRecording = span.recording;
    this.context = hasIdentity(span.context) ? span.context : undefined;
    this.isQuiet = !span.recording && scope === 'tree';
    this.part = this.settings.parts.enter(span.context, timeMs, this.part);
    if (!span.recording) {
      this.states?.endAll(timeMs);
      this.states = undefined;
      this.transitions = undefined;
      return;
    }
    if (stateSpans && this.selection.wholeMachine) this.#beginStates(machine, timeMs);
    if (!skipTransitions && scope === 'tree') {
      this.transitions = this.#group(SPAN.transitions, timeMs, this.transitions);
    }
  }

  #beginStates(machine: MachineView, timeMs: number): void {
    const parent = this.#group(SPAN.states, timeMs, this.states?.parent);
    if (this.states !== undefined) {
      this.states.moveTo(parent, machine, timeMs);
      return;
    }
    this.states = new StateSpans(this, parent, this.shown.statesOf(machine));
    this.states.openExisting(machine, timeMs);
    const transition = machine.transition();
    if (transition !== undefined) this.running ??= new RunningTransition(this, transition, timeMs, true);
  }

  get #name(): string {
    return this.settings.naming.machine(this.index, this.machineId);
  }

  #summarize(timeMs: number): void {
    const attributes = summaryAttributes(this.settings, this.machineId, this.totals);
    if (this.#machine !== undefined) {
      this.#machine.end({ timeMs, attributes });
      return;
    }
    const start = { name: this.#name + SPAN.lifetimeSuffix, parent: this.context, timeMs: this.createdMs };
    this.settings.sink.start({ ...start, attributes }).end({ timeMs });
  }

  /** @param before what it follows, of the part of the trace that went before */
  #group(group: string, timeMs: number, before: TraceContext | undefined): TraceContext {
    const { sink, naming } = this.settings;
    const attributes = groupAttributes(this.settings, this.machineId);
    const links: SpanLink[] | undefined = before && [{ context: before, attributes: LINK_CONTINUATION }];
    const name = naming.group(this.index, group);
    return this.groups.start(sink, { name, parent: this.context, timeMs, attributes, links });
  }
}

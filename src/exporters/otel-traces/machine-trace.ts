import type { MachineView, Selection, TraceContext, TransitionView } from '../../tracer/index.js';
import { ATTR, LINK_KIND, SPAN } from '../../semconv.js';
import { Redaction, StateOrder, isHealthState } from '../shared/index.js';
import { groupAttributes, machineAttributes, summaryAttributes } from './attributes.js';
import type { MachineTotals } from './attributes.js';
import { GroupSpans } from './group-spans.js';
import { HandlerSpans } from './handler-spans.js';
import type { RunningTransition } from './running-transition.js';
import type { TraceSettings } from './settings.js';
import { ShownTransitions } from './shown-transitions.js';
import { hasIdentity, pastSpan } from './span-sink.js';
import type { SinkSpan, SpanLink } from './span-sink.js';
import { shownGroups } from './state-groups.js';
import { StateSpans } from './state-spans.js';
import type { TracePart } from './trace-parts.js';
import { activatesException } from './transition-attributes.js';
import { TxHistory } from './tx-history.js';

const LINK_CONTINUATION = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.continuation });

/** Where the span of a machine stands. */
export interface MachinePlace {
  readonly parent: TraceContext | undefined;
  /** The parent is a span of another process. */
  readonly isRemote: boolean;
  readonly links?: readonly SpanLink[] | undefined;
}

/**
 * What is kept of one machine while it is traced: its group spans and what is open. Does not hold the machine, so that
 * one which is dropped without disposal can be collected.
 */
export class MachineTrace {
  readonly machineId: string;
  readonly index: number;
  readonly selection: Selection;
  readonly redaction: Redaction;
  readonly shown: ShownTransitions;
  order: StateOrder;
  readonly handlers: HandlerSpans;
  readonly history: TxHistory;
  readonly totals: MachineTotals = { transitions: 0, canceled: 0, exceptions: 0, ticks: 0 };
  readonly view: WeakRef<MachineView>;
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
  readonly #settings: TraceSettings;
  readonly #createdMs: number;
  readonly #groups: GroupSpans;
  /** Of the part of the trace that went before, by name. */
  #before: ReadonlyMap<string, TraceContext> = new Map();
  #contexts = new Map<string, TraceContext>();
  #machine: SinkSpan | undefined;
  #submachines: TraceContext | undefined;

  constructor(settings: TraceSettings, index: number, machine: MachineView, selection: Selection) {
    this.#settings = settings;
    this.#createdMs = settings.now();
    this.#groups = new GroupSpans(settings.sink, settings.lifetime);
    this.index = index;
    this.view = new WeakRef(machine);
    this.machineId = machine.id;
    this.selection = selection;
    this.order = StateOrder.of(machine);
    this.redaction = Redaction.of(selection);
    this.shown = ShownTransitions.of(settings, selection);
    this.handlers = new HandlerSpans(settings, this.redaction);
    this.history = new TxHistory(settings.txHistory);
  }

  /** The span of the machine, once it was opened. */
  get span(): SinkSpan | undefined {
    return this.#machine;
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
    if (this.#machine !== undefined) return;
    for (const tick of machine.time()) this.totals.ticks += tick;
    this.#begin(machine, place, this.#createdMs);
  }

  /** Goes on in the next part of its trace: new spans of the machine and its groups, open states in their next segment. */
  moveTo(place: MachinePlace, machine: MachineView, timeMs: number): void {
    this.#groups.endAll(timeMs);
    this.#machine?.end({ timeMs });
    this.#before = this.#contexts;
    this.#contexts = new Map();
    this.#submachines = undefined;
    this.#begin(machine, place, timeMs);
  }

  /** The parent of the machine spans of submachines; the machine's own span where it has no such group any more. */
  parentOfSubmachines(): TraceContext | undefined {
    if (this.ended || this.#machine?.recording !== true) return this.context;
    this.#submachines ??= this.#group(SPAN.submachines, this.#settings.now());
    return this.#submachines;
  }

  /** Ends what is open, innermost first, and sums the machine up. */
  close(ending: 'aborted' | 'detached'): void {
    if (this.ended) return;
    this.ended = true;
    const timeMs = this.#settings.now();
    this.running?.span?.end({ timeMs });
    this.running = undefined;
    this.handlers.endAll(timeMs, ending);
    this.states?.endAll(timeMs);
    this.states = undefined;
    this.history.clear();
    this.#groups.endAll(timeMs);
    if (this.#machine?.recording === true) this.#summarize(this.#machine, timeMs);
  }

  #begin(machine: MachineView, place: MachinePlace, timeMs: number): void {
    const { sink, lifetime, stateSpans, skipTransitions, scope } = this.#settings;
    const { name } = this.selection.options;
    const className = typeof name === 'string' ? name : machine.className;
    const attributes = machineAttributes(this.#settings, machine, this.index, className);
    const before = this.context;
    if (this.part !== undefined) attributes[ATTR.amTracePart] = this.part.number + 1;
    const links = before === undefined ? place.links : [{ context: before, attributes: LINK_CONTINUATION }];
    const { parent, isRemote } = place;
    const span = sink.start({ name: this.#name, parent, isRemote, timeMs, runsCode: true, attributes, links });
    if (!lifetime) span.end({ timeMs });
    this.#machine = lifetime ? span : pastSpan(span);
    this.context = hasIdentity(span.context) ? span.context : undefined;
    this.isQuiet = !span.recording && scope === 'tree';
    this.part = this.#settings.parts.enter(this.#machine.context, timeMs, (this.part?.number ?? 0) + 1);
    if (!this.#machine.recording) {
      this.states?.endAll(timeMs);
      this.states = undefined;
      this.transitions = undefined;
      return;
    }
    if (stateSpans && this.selection.wholeMachine) this.#beginStates(machine, timeMs);
    if (!skipTransitions && scope === 'tree') this.transitions = this.#group(SPAN.transitions, timeMs);
  }

  #beginStates(machine: MachineView, timeMs: number): void {
    const parent = this.#group(SPAN.states, timeMs);
    if (this.states !== undefined) {
      this.states.moveTo(parent, machine, timeMs);
      return;
    }
    const { skipHealth } = this.shown.noise;
    const listed = this.selection.states?.of(machine.id);
    const grouped = shownGroups(machine, this.#settings);
    const shows = (state: string): boolean =>
      !(skipHealth && isHealthState(state)) && listed?.(state) !== false && grouped?.(state) !== false;
    this.states = new StateSpans(this.#settings, { index: this.index, parent, groups: this.#groups, shows });
    this.states.openExisting(machine, timeMs);
  }

  get #name(): string {
    return this.#settings.naming.machine(this.index, this.machineId);
  }

  #summarize(machine: SinkSpan, timeMs: number): void {
    const attributes = summaryAttributes(this.#settings, this.machineId, this.totals);
    if (this.#settings.lifetime) {
      machine.end({ timeMs, attributes });
      return;
    }
    const start = { name: this.#name + SPAN.lifetimeSuffix, parent: machine.context, timeMs: this.#createdMs };
    this.#settings.sink.start({ ...start, attributes }).end({ timeMs });
  }

  #group(name: string, timeMs: number): TraceContext {
    const attributes = groupAttributes(this.#settings, this.machineId);
    const before = this.#before.get(name);
    const links: SpanLink[] | undefined = before && [{ context: before, attributes: LINK_CONTINUATION }];
    const label = this.#settings.naming.group(this.index, name);
    const parent = this.#machine?.context;
    const context = this.#groups.start({ name: label, parent, timeMs, attributes, links });
    this.#contexts.set(name, context);
    return context;
  }
}

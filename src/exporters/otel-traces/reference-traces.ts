import { ATTR, SPAN } from '../../semconv.js';
import type {
  HandlerCall,
  InheritRules,
  MachineView,
  TraceContext,
  Tracer,
  TransitionView,
} from '../../tracer/index.js';
import { StateOrder, isHealthMutation } from '../shared/index.js';
import type { Clock } from '../shared/index.js';
import type { Attributes } from './attributes.js';
import { finalAttributes, initialAttributes, isMarked } from './reference-attributes.js';
import { ReferenceFilter } from './reference-filter.js';
import type { OpenTransition } from './reference-machine.js';
import { ReferenceMachines } from './reference-machines.js';
import type { ReferenceTracesOptions } from './reference-options.js';
import { SpanClock } from './span-clock.js';
import type { SinkSpan } from './span-sink.js';

/**
 * Traces as the reference implementation does, what it gets wrong included (telemetry specification §1.1-§1.14): preset `go`.
 * It keeps its records under the ids of machines, so that two machines with one id share one, and knows nothing of marks.
 */
export class ReferenceTraces implements Tracer {
  readonly id: string;
  readonly signal = 'traced';
  readonly writesTraceContext = true;
  readonly #options: ReferenceTracesOptions;
  readonly #clock: SpanClock;
  readonly #now: Clock;
  readonly #filter: ReferenceFilter;
  readonly #rules: InheritRules;
  readonly #machines: ReferenceMachines;
  readonly #orders = new WeakMap<MachineView, StateOrder>();
  #last: TransitionView | undefined;
  #lastOpen: OpenTransition | undefined;
  #ended = false;

  constructor(options: ReferenceTracesOptions) {
    this.id = options.id ?? 'otel-traces';
    this.#options = options;
    this.#clock = new SpanClock(options.clock, options.onError ?? (() => undefined));
    this.#now = this.#clock.now;
    this.#machines = new ReferenceMachines(options, this.#now);
    this.#filter = new ReferenceFilter(options);
    const exclude = (child: MachineView): boolean => this.#filter.hidesMachine(child.id);
    this.#rules = { unmarked: true, rpc: options.rpc === true, exclude };
  }

  /** Every submachine, until this tracer has ended. */
  get inheritable(): boolean | InheritRules {
    return this.#ended ? false : this.#rules;
  }

  /** How often the wall clock was set while it ran, as far as that was noticed. */
  get clockJumps(): number {
    return this.#clock.jumps;
  }

  /** Identity of the span of a machine that had this tracer from its beginning. */
  contextOf(machine: MachineView): TraceContext | undefined {
    return this.#machines.contextOf(machine);
  }

  /** The span of a state that is active now; undefined where it shows none. */
  spanOfState(machine: MachineView, state: string): SinkSpan | undefined {
    return this.#machines.find(machine.id)?.spanOf(state);
  }

  newSubmachine(parent: MachineView, child: MachineView): void {
    if (!this.#ended) this.#machines.adopt(parent, child);
  }

  machineInit(machine: MachineView): void {
    this.#clock.check();
    this.#machines.begin(machine, true);
  }

  /** {@link machineInit} of a machine that was there before: what belongs to it but to no transition stays without a span. */
  machineJoin(machine: MachineView): void {
    this.#machines.begin(machine, false);
  }

  transitionInit(transition: TransitionView): void {
    const { skipTransitions = false, skipAuto = false, skipLogArgs = false, sink } = this.#options;
    const { machine, mutation } = transition;
    if (skipTransitions || (skipAuto && mutation.auto) || this.#isIgnored(transition)) return;
    const record = this.#machines.of(machine.id);
    const name = `${record.index}: ${this.#mutationText(transition)}`;
    const source = this.#machines.sourceOf(transition);
    const { id } = transition;
    const span = sink.start({
      name: isMarked(transition) ? SPAN.errorPrefix + name : name,
      parent: record.transitions,
      timeMs: this.#now(),
      attributes: initialAttributes(transition, id, name, !skipLogArgs),
      links: source && [{ context: source }],
    });
    const open = { id, span, attributes: undefined };
    record.running.set(id, open);
    record.history.add(id, span.context);
    this.#last = transition;
    this.#lastOpen = open;
    transition.traceContext = span.context;
  }

  transitionFinals(transition: TransitionView): void {
    if (this.#isIgnored(transition)) return;
    const { machine, added, removed } = transition;
    const record = this.#machines.of(machine.id);
    const shows = (state: string): boolean => this.#filter.shows(machine.id, state);
    const entered = added.filter((state) => !wasActive(transition, state));
    if (entered.length > 0 && removed.length > 0 && ![...entered, ...removed].some(shows)) return;
    const open = this.#openOf(transition);
    record.deactivate(removed.filter(shows), this.#now(), open?.span);
    record.activate(added.filter(shows), transition, this.#mutationText(transition), this.#now(), open);
    if (open !== undefined) open.attributes = finalAttributes(transition, added, removed);
  }

  transitionEnd(transition: TransitionView): void {
    const open = this.#openOf(transition);
    this.#last = undefined;
    this.#lastOpen = undefined;
    if (open === undefined) return;
    this.#machines.find(transition.machine.id)?.running.delete(open.id);
    open.span.end({ timeMs: this.#now(), attributes: open.attributes });
  }

  handlerEnd({ emitter, name, transition }: HandlerCall): void {
    const open = this.#openOf(transition);
    if (open === undefined) return;
    const attributes: Attributes = {};
    attributes[ATTR.emitter] = emitter;
    open.span.event(name, this.#now(), attributes);
  }

  verifyStates(machine: MachineView): void {
    this.#orders.delete(machine);
  }

  schemaChange(machine: MachineView): void {
    this.#orders.delete(machine);
  }

  machineDispose(machine: MachineView): void {
    if (!this.#ended) this.#machines.close(machine.id);
  }

  /** Ends what is open, the newest machine first; machines that begin later still get their own spans. */
  dispose(): void {
    this.#ended = true;
    this.#machines.closeAll();
  }

  async flush(): Promise<void> {
    this.#clock.check();
    await this.#options.sink.flush?.();
  }

  async shutdown(): Promise<void> {
    this.dispose();
    await this.#options.sink.shutdown?.();
  }

  /** What is kept of a transition that runs, mostly of the one that was asked for before. */
  #openOf(transition: TransitionView): OpenTransition | undefined {
    if (this.#ended) return undefined;
    const { running } = this.#machines.find(transition.machine.id) ?? {};
    if (transition !== this.#last) {
      this.#last = transition;
      this.#lastOpen = running?.get(transition.id);
    }
    return this.#lastOpen !== undefined && running?.has(this.#lastOpen.id) === true ? this.#lastOpen : undefined;
  }

  /** Nothing of it is traced. */
  #isIgnored({ mutation: { called } }: TransitionView): boolean {
    return this.#ended || (this.#options.includeHealth !== true && isHealthMutation(called));
  }

  #mutationText({ machine, mutation: { type, called } }: TransitionView): string {
    let order = this.#orders.get(machine);
    if (order === undefined) this.#orders.set(machine, (order = StateOrder.of(machine)));
    return order.mutationText(type, called);
  }
}

function wasActive({ machine, timeBefore }: TransitionView, state: string): boolean {
  return (timeBefore[machine.stateNames.indexOf(state)] ?? 0) % 2 === 1;
}

import { deliver, deliverCall, deliverFirst, deliverLast, resumeIdle, wrapMeasured } from './deliver.js';
import type { TracerBinding } from './deliver.js';
import { propertyOf, reportTracerError, watchResult } from './failures.js';
import { guard } from './guard.js';
import { SELECT_ALL } from './selection.js';
import type { Selection } from './selection.js';
import type { Tracer } from './tracer.js';
import { TransitionFanOut, having, listeners } from './transition-fan-out.js';
import type { Listeners } from './transition-fan-out.js';
import type { HandlerCall, LogLevel, LogLine, MachineView, StateView } from './views.js';
import { runWrapped } from './wrappers.js';

const DEFAULT_LOG_LEVEL: LogLevel = 2;

/**
 * The tracers of machines, sorted by what they listen to. Isolates machines from whatever a tracer does, and leaves out one that
 * fails or is slow repeatedly. Immutable, and the same object for all machines with the same bindings: begin with
 * {@link FanOut.none}.
 */
export class FanOut extends TransitionFanOut {
  /** Nobody. */
  static readonly none = new FanOut([]);

  /** In the order they were bound. */
  readonly bound: readonly Tracer[];
  /** Somebody reads the lines of machines. */
  readonly readsLines: boolean;
  /** Somebody runs handlers inside something of its own. */
  readonly wrapsHandlers: boolean;
  readonly #next = new WeakMap<Tracer, WeakMap<Selection, FanOut>>();
  readonly #handlerStart: Listeners<'handlerStart'>;
  readonly #handlerEnd: Listeners<'handlerEnd'>;
  readonly #settled: Listeners<'handlerSettled'>;
  readonly #wrappers: readonly Tracer[];
  readonly #logs: Listeners<'log'>;
  /** Those who may do without handlers; undefined where somebody needs them anyway. */
  readonly #quietable: readonly Tracer[] | undefined;

  private constructor(bindings: readonly TracerBinding[]) {
    super(bindings);
    this.bound = bindings.map(({ tracer }) => tracer);
    this.#handlerStart = listeners(this.tracers, 'handlerStart');
    this.#handlerEnd = listeners(this.tracers, 'handlerEnd');
    this.#settled = listeners(this.tracers, 'handlerSettled');
    this.#wrappers = having(this.tracers, 'runInHandler');
    this.#logs = listeners(this.tracers, 'log');
    this.readsLines = this.#logs.length > 0;
    this.wrapsHandlers = this.#wrappers.length > 0;
    const told = this.tracers.filter((tracer) => this.#tells(tracer));
    const isNeeded = this.wrapsHandlers || told.some((tracer) => propertyOf(tracer, 'isQuiet') === undefined);
    this.#quietable = isNeeded ? undefined : told;
  }

  /** These and one more. */
  with(tracer: Tracer, selection: Selection = SELECT_ALL): FanOut {
    let bySelection = this.#next.get(tracer);
    if (bySelection === undefined) this.#next.set(tracer, (bySelection = new WeakMap()));
    let next = bySelection.get(selection);
    if (next === undefined) bySelection.set(selection, (next = new FanOut([...this.bindings, { tracer, selection }])));
    return next;
  }

  /** These but one. */
  without(tracer: Tracer): FanOut {
    let rest = FanOut.none;
    for (const binding of this.bindings) {
      if (binding.tracer !== tracer) rest = rest.with(binding.tracer, binding.selection);
    }
    return rest;
  }

  /** Somebody wants to know of transitions or of what happens in them. */
  get followsTransitions(): boolean {
    return this.wantsTransitions || this.wantsHandlers || this.readsLines;
  }

  /** Somebody wants to know of handler calls. */
  get wantsHandlers(): boolean {
    return [this.#handlerStart, this.#handlerEnd, this.#settled, this.#wrappers].some((list) => list.length > 0);
  }

  /** Nobody needs to know of the handlers of the transition that has just begun. */
  get isQuiet(): boolean {
    return this.#quietable !== undefined && this.#quietable.every((tracer) => propertyOf(tracer, 'isQuiet') === true);
  }

  #tells(tracer: Tracer): boolean {
    return [this.#handlerStart, this.#handlerEnd, this.#settled].some((list) => list.some((other) => other === tracer));
  }

  /** Somebody wants the steps of transitions. */
  get wantsSteps(): boolean {
    return this.tracers.some((tracer) => propertyOf(tracer, 'wantsSteps') === true);
  }

  /** Highest log level anybody listens to when the machine's own level is `machineLevel`; 0 for none. */
  wantedLogLevel(machineLevel: LogLevel): LogLevel {
    let level: LogLevel = 0;
    for (const tracer of this.#logs) level = Math.max(level, levelOf(tracer, machineLevel)) as LogLevel;
    return level;
  }

  /** Makes a machine known to one of the tracers. */
  machineInit(tracer: Tracer, machine: MachineView, selection: Selection): void {
    deliverFirst(tracer, machine, selection);
  }

  handlerStart(call: HandlerCall): void {
    const list = this.#handlerStart;
    if (guard.on) {
      deliverCall(list, 'handlerStart', call);
      return;
    }
    for (let i = 0; i < list.length; i++) {
      const tracer = list[i] as (typeof list)[number];
      try {
        const result = tracer.handlerStart(call);
        if (result !== undefined) watchResult(tracer, 'handlerStart', result);
      } catch (error) {
        reportTracerError(tracer, 'handlerStart', error);
      }
    }
  }

  handlerEnd(call: HandlerCall): void {
    const list = this.#handlerEnd;
    if (guard.on) {
      deliverCall(list, 'handlerEnd', call);
      return;
    }
    for (let i = 0; i < list.length; i++) {
      const tracer = list[i] as (typeof list)[number];
      try {
        const result = tracer.handlerEnd(call);
        if (result !== undefined) watchResult(tracer, 'handlerEnd', result);
      } catch (error) {
        reportTracerError(tracer, 'handlerEnd', error);
      }
    }
  }

  handlerSettled(call: HandlerCall): void {
    const list = this.#settled;
    if (guard.on) {
      deliverCall(list, 'handlerSettled', call);
      return;
    }
    for (let i = 0; i < list.length; i++) {
      const tracer = list[i] as (typeof list)[number];
      try {
        const result = tracer.handlerSettled(call);
        if (result !== undefined) watchResult(tracer, 'handlerSettled', result);
      } catch (error) {
        reportTracerError(tracer, 'handlerSettled', error);
      }
    }
  }

  /** Runs a handler inside every wrapper; a wrapper that fails is stepped over, the handler runs exactly once. */
  runInHandler<R>(call: HandlerCall, run: () => R): R {
    return guard.on ? runWrapped(this.#wrappers, call, run, wrapMeasured) : runWrapped(this.#wrappers, call, run);
  }

  /** Passes a line to every tracer whose level admits it. */
  log(line: LogLine, machineLevel: LogLevel): void {
    const list = this.#logs;
    if (guard.on) {
      resumeIdle(this.bindings, line.machine);
      const admitting = list.filter((tracer) => line.level <= levelOf(tracer, machineLevel));
      deliver(admitting, 'log', line.machine, line);
      return;
    }
    for (let i = 0; i < list.length; i++) {
      const tracer = list[i] as (typeof list)[number];
      if (line.level > levelOf(tracer, machineLevel)) continue;
      try {
        const result = tracer.log(line);
        if (result !== undefined) watchResult(tracer, 'log', result);
      } catch (error) {
        reportTracerError(tracer, 'log', error);
      }
    }
  }

  /** The rare callbacks, which are not worth a list of their own. */
  newSubmachine(parent: MachineView, child: MachineView): void {
    deliver(this.tracers, 'newSubmachine', parent, parent, child);
  }

  verifyStates(machine: MachineView): void {
    resumeIdle(this.bindings, machine);
    deliver(this.tracers, 'verifyStates', machine, machine);
  }

  schemaChange(machine: MachineView, old: Readonly<Record<string, StateView>>): void {
    resumeIdle(this.bindings, machine);
    deliver(this.tracers, 'schemaChange', machine, machine, old);
  }

  machineDispose(machine: MachineView): void {
    deliverLast(this.tracers, 'machineDispose', machine);
  }

  machineDetach(tracer: Tracer, machine: MachineView): void {
    deliverLast([tracer], 'machineDetach', machine);
  }
}

/** Asked for every line, hence without a name that is looked up. */
function levelOf(tracer: Tracer, machineLevel: LogLevel): LogLevel {
  if (machineLevel > 0) return machineLevel;
  try {
    return tracer.logLevel ?? DEFAULT_LOG_LEVEL;
  } catch (error) {
    reportTracerError(tracer, 'logLevel', error);
    return DEFAULT_LOG_LEVEL;
  }
}

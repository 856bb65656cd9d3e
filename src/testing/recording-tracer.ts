import type {
  HandlerCall,
  InheritRules,
  LogLevel,
  LogLine,
  MachineView,
  MutationView,
  RejectionReason,
  Selection,
  Signal,
  StateView,
  Tracer,
  TransitionView,
} from '../tracer/index.js';
import { handlerRecord, machineFields, mutationRecord, transitionRecord } from './records.js';
import type { CallbackName, TracerRecord } from './records.js';

/** How a {@link RecordingTracer} presents itself. */
export interface RecordingTracerOptions {
  /** @default 'recording' */
  readonly id?: string;
  /** The mark that switches it on. @default none: on for every machine it is bound to */
  readonly signal?: Signal;
  /** @default true */
  readonly inheritable?: Tracer['inheritable'];
  /** @default 5 (everything) */
  readonly logLevel?: LogLevel;
  /** Whether it gets every callback, however busy the processor is. @default true */
  readonly essential?: boolean;
}

/**
 * A tracer that keeps every callback as plain data, in order. Made for tests: nothing is bounded, nothing is dropped,
 * and what it keeps of a transition is what could be seen at that instant.
 */
export class RecordingTracer implements Tracer {
  readonly id: string;
  readonly signal?: Signal;
  readonly inheritable: boolean | InheritRules;
  readonly logLevel: LogLevel;
  readonly essential: boolean;
  /** How often {@link flush} ran. */
  flushes = 0;
  /** How often {@link shutdown} ran. */
  shutdowns = 0;
  #records: TracerRecord[] = [];

  constructor(options: RecordingTracerOptions = {}) {
    this.id = options.id ?? 'recording';
    if (options.signal !== undefined) this.signal = options.signal;
    this.inheritable = options.inheritable ?? true;
    this.logLevel = options.logLevel ?? 5;
    this.essential = options.essential ?? true;
  }

  /** Everything so far, oldest first. */
  get records(): readonly TracerRecord[] {
    return this.#records;
  }

  /** Ids of the machines it was bound to, in order; one entry for each binding. */
  get machineIds(): readonly string[] {
    return this.of('machineInit').map((record) => record.machineId);
  }

  /** The records of one callback, of one machine when given. */
  of(callback: CallbackName, machineId?: string): readonly TracerRecord[] {
    return this.#records.filter(
      (record) => record.callback === callback && (machineId === undefined || record.machineId === machineId),
    );
  }

  /** Forgets everything so far. */
  clear(): void {
    this.#records = [];
  }

  machineInit(machine: MachineView, selection: Selection): void {
    this.#keep('machineInit', machine, { selection, ...statesOf(machine), active: [...machine.activeStates()] });
  }

  newSubmachine(parent: MachineView, child: MachineView): void {
    this.#keep('newSubmachine', parent, { childId: child.id });
  }

  mutationQueued(machine: MachineView, mutation: MutationView): void {
    this.#keep('mutationQueued', machine, { mutation: mutationRecord(mutation) });
  }

  mutationRejected(machine: MachineView, mutation: MutationView, reason: RejectionReason): void {
    this.#keep('mutationRejected', machine, { mutation: mutationRecord(mutation), reason });
  }

  transitionInit(transition: TransitionView): void {
    this.#transition('transitionInit', transition);
  }

  transitionStart(transition: TransitionView): void {
    this.#transition('transitionStart', transition);
  }

  transitionFinals(transition: TransitionView): void {
    this.#transition('transitionFinals', transition);
  }

  transitionEnd(transition: TransitionView): void {
    this.#transition('transitionEnd', transition);
  }

  handlerStart(call: HandlerCall): void {
    this.#handler('handlerStart', call);
  }

  handlerEnd(call: HandlerCall): void {
    this.#handler('handlerEnd', call);
  }

  handlerSettled(call: HandlerCall): void {
    this.#handler('handlerSettled', call);
  }

  runInHandler<R>(call: HandlerCall, run: () => R): R {
    this.#handler('runInHandler', call);
    return run();
  }

  queueEnd(machine: MachineView): void {
    this.#keep('queueEnd', machine);
  }

  verifyStates(machine: MachineView): void {
    this.#keep('verifyStates', machine, statesOf(machine));
  }

  schemaChange(machine: MachineView, _old: Readonly<Record<string, StateView>>): void {
    this.#keep('schemaChange', machine, statesOf(machine));
  }

  machineDispose(machine: MachineView): void {
    this.#keep('machineDispose', machine);
  }

  machineDetach(machine: MachineView): void {
    this.#keep('machineDetach', machine);
  }

  log(line: LogLine): void {
    this.#keep('log', line.machine, { level: line.level, text: line.text });
  }

  flush(): Promise<void> {
    this.flushes++;
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    this.shutdowns++;
    return Promise.resolve();
  }

  #transition(callback: CallbackName, transition: TransitionView): void {
    this.#keep(callback, transition.machine, { transition: transitionRecord(transition) });
  }

  #handler(callback: CallbackName, call: HandlerCall): void {
    this.#keep(callback, call.transition.machine, { handler: handlerRecord(call) });
  }

  #keep(callback: CallbackName, machine: MachineView, fields: Partial<TracerRecord> = {}): void {
    this.#records.push({ callback, ...machineFields(machine), ...fields });
  }
}

function statesOf(machine: MachineView): Pick<TracerRecord, 'states'> {
  return { states: [...machine.stateNames] };
}

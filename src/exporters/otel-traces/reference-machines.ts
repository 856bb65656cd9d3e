import { ATTR, SPAN } from '../../semconv.js';
import type { MachineView, TraceContext, TransitionView } from '../../tracer/index.js';
import type { Clock } from '../shared/index.js';
import { ReferenceMachine } from './reference-machine.js';
import type { ReferenceTracesOptions } from './reference-options.js';
import { startInstant } from './span-sink.js';

type Parent = { readonly parent: TraceContext | undefined; readonly isRemote?: boolean };

/** The machines of one {@link ReferenceTraces}, by their ids, and the spans above those of their states and transitions. */
export class ReferenceMachines {
  readonly #options: ReferenceTracesOptions;
  readonly #now: Clock;
  /** In creation order. */
  readonly #byId = new Map<string, ReferenceMachine>();
  /** Never forgotten, as in the reference. */
  readonly #parents = new Map<string, string>();
  readonly #contexts = new WeakMap<MachineView, TraceContext>();
  #nextIndex = 0;

  constructor(options: ReferenceTracesOptions, now: Clock) {
    this.#options = options;
    this.#now = now;
  }

  /** Makes what is not there. */
  of(id: string): ReferenceMachine {
    let record = this.#byId.get(id);
    if (record === undefined) this.#byId.set(id, (record = new ReferenceMachine(this.#options.sink)));
    return record;
  }

  find(id: string): ReferenceMachine | undefined {
    return this.#byId.get(id);
  }

  contextOf(machine: MachineView): TraceContext | undefined {
    return this.#contexts.get(machine);
  }

  /** A submachine begins; one whose id was seen before has its parent already. */
  adopt(parent: MachineView, child: MachineView): void {
    if (this.#parents.has(child.id)) return;
    this.#parents.set(child.id, parent.id);
    const above = this.of(parent.id);
    above.submachines ??= above.group(SPAN.submachines, parent.id, this.#now());
  }

  /**
   * Emits the spans of a machine.
   * @param isNew what belongs to the machine but to no transition shall belong to its span
   */
  begin(machine: MachineView, isNew: boolean): void {
    const { log, sink, skipTransitions = false } = this.#options;
    log?.(machine, '[otel] bind traces');
    const record = this.of(machine.id);
    record.index = this.#nextIndex++;
    const timeMs = this.#now();
    const name = `${SPAN.machinePrefix}:${record.index}:${machine.id}`;
    const start = { name, timeMs, attributes: { [ATTR.id]: machine.id } };
    record.span = startInstant(sink, { ...start, ...this.#parentOf(machine) }).context;
    record.states = record.group(SPAN.states, machine.id, timeMs);
    if (!skipTransitions) record.transitions = record.group(SPAN.transitions, machine.id, timeMs);
    if (isNew) this.#contexts.set(machine, record.span);
  }

  close(id: string): void {
    const record = this.#byId.get(id);
    this.#byId.delete(id);
    record?.close(this.#now());
  }

  /** The newest first. */
  closeAll(): void {
    for (const id of [...this.#byId.keys()].reverse()) this.close(id);
  }

  sourceOf({ mutation: { source } }: TransitionView): TraceContext | undefined {
    return source && this.#byId.get(source.machineId)?.history.get(source.transitionId);
  }

  #parentOf(machine: MachineView): Parent {
    const { parent, rootSpan, log } = this.#options;
    const above = this.#parents.get(machine.id);
    if (above !== undefined) return { parent: this.#byId.get(above)?.submachines };
    if (parent !== undefined) return { parent, isRemote: true };
    if (rootSpan !== undefined) return { parent: rootSpan };
    log?.(machine, '[otel] root span missing');
    return { parent: this.#contexts.get(machine) };
  }
}

import type { Tracer } from '../tracer/index.js';
import { attach, detach } from './attach.js';
import { classOf } from './observed.js';
import type { ObservedMachine } from './observed.js';
import { adoptPending } from './pending.js';
import { ScopeReport } from './scope-report.js';
import type { SelectPolicy } from './select.js';
import { shared } from './shared-state.js';
import type { Observation } from './shared-state.js';
import { Toggles } from './toggle.js';
import type { ClassToggle, ClassToggles } from './toggle.js';
import { WeakList } from './weak-list.js';

/** What a scope is made of. */
export interface TelemetryScopeOptions {
  readonly tracers: readonly Tracer[];
  /** Toggles by class name. @default none */
  readonly classes?: ClassToggles | undefined;
  /** Observe classes without any mark too. @default false; true under preset `go` */
  readonly instrumentUnmarked?: boolean | undefined;
  /** `go`: the configuration alone decides, marks are not needed, every submachine inherits. @default 'default' */
  readonly preset?: 'default' | 'go' | undefined;
  /** Observe submachines of the messaging layer (`rpc-*`, `relay`) too. @default false */
  readonly rpc?: boolean | undefined;
  /** Options that replace those of the marks, by signal. @default none */
  readonly overrides?: SelectPolicy['overrides'];
  /** Whether a machine's option `container` belongs to this scope. @default never */
  readonly owns?: ((container: unknown) => boolean) | undefined;
}

/**
 * The tracers and the configuration of one started telemetry, and the machines they observe (held weakly).
 *
 * A machine belongs to the scope that owns its option `container`; else to its parent's; else to that of the enclosing
 * {@link TelemetryScope.run}; else to the only one started.
 */
export class TelemetryScope implements SelectPolicy {
  readonly tracers: readonly Tracer[];
  readonly toggles: Toggles;
  readonly unmarked: SelectPolicy['unmarked'];
  readonly preset: 'default' | 'go';
  readonly rpc: boolean;
  readonly overrides: SelectPolicy['overrides'];
  readonly report = new ScopeReport();
  readonly #owns: (container: unknown) => boolean;
  readonly #machines = new WeakList<ObservedMachine>();
  #stopped = false;

  constructor(options: TelemetryScopeOptions) {
    this.tracers = [...options.tracers];
    this.toggles = new Toggles(options.classes);
    this.preset = options.preset ?? 'default';
    const unmarked = options.instrumentUnmarked ?? this.preset === 'go';
    this.unmarked = !unmarked ? 'nothing' : this.preset === 'go' ? 'signals' : 'classes';
    this.rpc = options.rpc ?? false;
    this.overrides = options.overrides;
    this.#owns = options.owns ?? (() => false);
  }

  /** The machines that belong to it and are still alive, oldest first. */
  get machines(): readonly ObservedMachine[] {
    return this.#machines.alive();
  }

  owns(container: unknown): boolean {
    return this.#owns(container);
  }

  /** From now on machines are bound as they are made; those that waited are bound at once. */
  start(): void {
    if (this.#stopped || shared.scopes.includes(this)) return;
    shared.scopes = [...shared.scopes, this];
    shared.remember = true;
    adoptPending(this);
  }

  /** Detaches everything it bound, which makes the tracers close what is open. Safe to call twice. */
  stop(): void {
    this.#stopped = true;
    shared.scopes = shared.scopes.filter((scope) => scope !== this);
    for (const machine of this.#machines.alive()) {
      const observation = shared.observations.get(machine);
      if (observation?.scope !== this) continue;
      detach(machine, observation);
      observation.scope = undefined;
      observation.entitlements = [];
    }
    this.#machines.clear();
  }

  /** Makes it the scope of machines made while `fn` runs, its synchronous part only. */
  run<R>(fn: () => R): R {
    shared.running.push(this);
    try {
      return fn();
    } finally {
      shared.running.splice(shared.running.lastIndexOf(this), 1);
    }
  }

  /** Takes in a machine and binds what its class asks for. */
  adopt(machine: ObservedMachine, observation: Observation): void {
    observation.scope = this;
    this.#machines.add(machine);
    attach(machine, observation);
    this.report.adopted(classOf(machine), machine, observation);
  }

  /** The machine is gone. */
  release(machine: ObservedMachine): void {
    this.#machines.delete(machine);
  }

  /**
   * Switches classes on or off at run time and binds or detaches their live machines accordingly; a machine in the middle
   * of a transition right after it.
   * @param pattern a class name, `*` for any characters
   * @param toggle undefined takes back what was set for this pattern
   */
  toggle(pattern: string, toggle: ClassToggle | undefined): void {
    this.toggles.set(pattern, toggle);
    // Parents come before their submachines, which inherit from them.
    for (const machine of this.#machines.alive()) this.#reconsider(machine);
  }

  #reconsider(machine: ObservedMachine): void {
    const observation = shared.observations.get(machine);
    if (observation?.scope !== this) return;
    // Transitions are synchronous: a microtask never runs within one.
    if (machine.view.transition() === undefined) attach(machine, observation);
    else {
      queueMicrotask(() => {
        this.#reconsider(machine);
      });
    }
  }
}

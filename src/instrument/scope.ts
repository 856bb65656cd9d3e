import type { MachineClass } from '../metadata/index.js';
import type { Timers } from '../timers.js';
import { propertyOf } from '../tracer/index.js';
import type { InheritRules, Selection, Tracer } from '../tracer/index.js';
import { attach } from './attach.js';
import { checkInheritRules, mergedRules } from './inherit-policy.js';
import { classOf } from './observed.js';
import type { ObservedMachine } from './observed.js';
import { configured } from './override.js';
import { adoptPending, remember } from './pending.js';
import { ScopeReport } from './scope-report.js';
import type { SelectPolicy } from './select.js';
import { shared } from './shared-state.js';
import type { Observation } from './shared-state.js';
import { checkToggle, checkToggleOptions } from './toggle-check.js';
import { ToggleExpiry } from './toggle-expiry.js';
import { Toggles } from './toggle.js';
import type { ClassToggle, ClassToggles, ToggleLayer } from './toggle.js';
import { WeakList } from './weak-list.js';

/** What a scope is made of. */
export interface TelemetryScopeOptions {
  readonly tracers: readonly Tracer[];
  /** Toggles by class name, or layers of them, the weightiest first. @default none */
  readonly classes?: ClassToggles | readonly ToggleLayer[] | undefined;
  /** Observe classes without any mark too. @default false; true under preset `go` */
  readonly instrumentUnmarked?: boolean | undefined;
  /** `go`: the configuration alone decides, marks are not needed, every submachine inherits. @default 'default' */
  readonly preset?: 'default' | 'go' | undefined;
  /** Which submachines inherit, for tracers that have no rule of their own. @default those marked `@Parent`, none of the messaging layer */
  readonly inherit?: InheritRules | undefined;
  /** Options that replace those of the marks, by signal. @default none */
  readonly overrides?: SelectPolicy['overrides'];
  /** The same for some classes. @default none */
  readonly classOptions?: SelectPolicy['classOptions'];
  /** `evaluate` adds an error where it can't run, for machines whose options do not say. @default false */
  readonly detectEval?: boolean | undefined;
  /** Whether a machine's option `container` belongs to this scope. @default never */
  readonly owns?: ((container: unknown) => boolean) | undefined;
  /** The parent that a container has for a submachine without one; must not throw. @default none */
  readonly parentIn?: ((container: unknown, ParentClass: MachineClass) => ObservedMachine | undefined) | undefined;
  /** Told of each tracer that a machine was given or lost by instrumentation; must not throw. @default ignored */
  readonly bindingChanged?: ((machine: ObservedMachine, tracer: Tracer, isBound: boolean) => void) | undefined;
  /** Told of each machine that was made in a container, its submachines included; must not throw. @default ignored */
  readonly joined?: ((container: unknown, machine: ObservedMachine) => void) | undefined;
  /** Timers of toggles that revert. @default those of the process; they do not keep it alive */
  readonly timers?: Timers | undefined;
  /** Milliseconds since the epoch. @default `Date.now` */
  readonly now?: (() => number) | undefined;
}

/** Options of {@link TelemetryScope.toggle}. */
export interface ToggleOptions {
  /** Milliseconds after which what was there before comes back. @default it stays */
  readonly ttlMs?: number | undefined;
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
  readonly inherit: InheritRules;
  readonly overrides: SelectPolicy['overrides'];
  readonly classOptions: SelectPolicy['classOptions'];
  readonly detectEval: boolean;
  readonly bindingChanged: TelemetryScopeOptions['bindingChanged'];
  readonly report = new ScopeReport();
  readonly #containers: Pick<TelemetryScopeOptions, 'owns' | 'parentIn' | 'joined'>;
  readonly #now: () => number;
  readonly #expiry: ToggleExpiry;
  readonly #machines = new WeakList<ObservedMachine>();
  /** Machines that ended while it stopped. */
  readonly #gone = new WeakSet<ObservedMachine>();
  #stopped = false;

  /** Throws a `MachineError` of code `CONFIG` for rules of inheritance that make no sense. */
  constructor(options: TelemetryScopeOptions) {
    checkInheritRules(options.inherit === undefined ? {} : options.inherit, 'inherit');
    for (const { id, inheritable } of options.tracers) {
      if (typeof inheritable === 'object') checkInheritRules(inheritable, id);
    }
    this.tracers = [...options.tracers];
    this.toggles = new Toggles(options.classes);
    this.preset = options.preset ?? 'default';
    const unmarked = options.instrumentUnmarked ?? this.preset === 'go';
    this.unmarked = !unmarked ? 'nothing' : this.preset === 'go' ? 'signals' : 'classes';
    this.inherit = mergedRules({ unmarked: this.preset === 'go' }, options.inherit);
    this.overrides = options.overrides;
    this.classOptions = options.classOptions;
    this.detectEval = options.detectEval ?? false;
    this.bindingChanged = options.bindingChanged;
    const { owns, parentIn, joined } = options;
    this.#containers = { owns, parentIn, joined };
    this.#now = options.now ?? Date.now;
    this.#expiry = new ToggleExpiry(options.timers);
  }

  /** The machines that belong to it and are still alive, oldest first. */
  get machines(): readonly ObservedMachine[] {
    return this.#machines.alive();
  }

  owns(container: unknown): boolean {
    return this.#containers.owns?.(container) === true;
  }

  /** The parent that one of its containers has for a submachine without one. */
  parentIn(container: unknown, ParentClass: MachineClass): ObservedMachine | undefined {
    return this.#containers.parentIn?.(container, ParentClass);
  }

  /** From now on machines are bound as they are made; those that waited are bound at once. */
  start(): void {
    if (this.#stopped || shared.scopes.includes(this)) return;
    shared.scopes = [...shared.scopes, this];
    shared.remember = true;
    adoptPending(this);
  }

  /**
   * Detaches everything it bound, the newest machine first, which makes the tracers close what is open; the machines wait
   * for the next telemetry. Safe to call twice.
   */
  stop(): void {
    const left = this.stopping();
    while (left.next().done !== true);
  }

  /** As {@link stop}, one machine at a time; from the first one on it takes in no more. */
  *stopping(): Generator<void, void, undefined> {
    this.#stopped = true;
    this.#expiry.cancelAll();
    shared.scopes = shared.scopes.filter((scope) => scope !== this);
    const machines = this.#machines.alive().filter((machine) => shared.observations.get(machine)?.scope === this);
    for (const machine of machines.toReversed()) {
      const observation = shared.observations.get(machine);
      if (observation?.scope !== this || this.#gone.has(machine)) continue;
      observation.scope = undefined;
      // What was inherited from a tracer bound by hand stays.
      attach(machine, observation);
      yield;
    }
    for (const machine of machines) if (!this.#gone.has(machine)) remember(machine);
    this.#machines.clear();
  }

  /** It takes in no more machines. */
  get isStopped(): boolean {
    return this.#stopped;
  }

  /** Makes it the scope of machines made while `fn` runs, its synchronous part only. */
  run<R>(fn: () => R): R {
    if (this.#stopped) return fn();
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
    attach(machine, observation);
    this.#machines.add(machine);
    if (observation.container !== undefined) this.#containers.joined?.(observation.container, machine);
    this.report.adopted(classOf(machine), machine, observation);
  }

  /** Lets go of a machine that is about to be taken in again, as the submachine it turned out to be. */
  withdraw(machine: ObservedMachine, observation: Observation): void {
    this.release(machine);
    this.report.withdrawn(classOf(machine), machine, observation);
  }

  /** What a tracer sees of one of its machines, as its configuration has it. */
  configured(selection: Selection, machine: ObservedMachine, tracer: Tracer): Selection {
    return configured(selection, classOf(machine), propertyOf(tracer, 'signal'), this);
  }

  /** The machine is gone. */
  release(machine: ObservedMachine): void {
    this.#machines.delete(machine);
    if (this.#stopped) this.#gone.add(machine);
  }

  /**
   * Switches classes on or off at run time and binds or detaches their live machines accordingly; a machine in the middle
   * of a transition right after it.
   * @param pattern a class name, `*` for any characters
   * @param toggle undefined takes back what was set for this pattern; of signals that it leaves out, what was set before goes on
   * @throws MachineError `INVALID_ARGS` for an empty pattern, too many patterns, what is no toggle, or a time to live that is none
   */
  toggle(pattern: string, toggle: ClassToggle | undefined, options?: ToggleOptions): void {
    this.toggleAll([[pattern, toggle]], options);
  }

  /** As {@link toggle}, for several patterns, all of them or none; of two that fit a class the later one wins. */
  toggleAll(
    entries: readonly (readonly [pattern: string, toggle: ClassToggle | undefined])[],
    options: ToggleOptions = {},
  ): void {
    checkToggleOptions(options);
    for (const [pattern, toggle] of entries) checkToggle(pattern, toggle);
    const { ttlMs } = options;
    ToggleExpiry.check(ttlMs);
    this.toggles.check(entries.flatMap(([pattern, toggle]) => (toggle === undefined ? [] : [pattern])));
    for (const [pattern, toggle] of entries) this.#set(pattern, toggle, ttlMs);
    this.#reconsiderAll();
  }

  /** Replaces the toggles of the configuration; what was toggled at run time stays. */
  configure(layers: readonly ToggleLayer[]): void {
    this.toggles.configure(layers);
    this.#reconsiderAll();
  }

  #set(pattern: string, toggle: ClassToggle | undefined, ttlMs: number | undefined): void {
    const isTimed = ttlMs !== undefined && !this.#stopped;
    const id = this.toggles.set(pattern, toggle, isTimed ? this.#now() + ttlMs : undefined);
    this.#expiry.keep((each) => this.toggles.has(each));
    if (id === undefined || !isTimed) return;
    this.#expiry.schedule(id, ttlMs, () => {
      this.toggles.revert(id);
      this.#reconsiderAll();
    });
  }

  /** Parents come before their submachines, which inherit from them. */
  #reconsiderAll(): void {
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

import { SELECT_ALL } from '../../../src/tracer/index.js';
import type {
  Cancellation,
  HandlerCall,
  HandlerOutcome,
  HandlerPhase,
  MachineView,
  MutationView,
  RejectionReason,
  Selection,
  SettledOutcome,
  Tracer,
  TransitionView,
} from '../../../src/tracer/index.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What a scripted transition looks like; everything left out is that of an accepted `add`. */
export interface ScriptedTransition {
  readonly type?: MutationView['type'];
  readonly auto?: boolean;
  readonly check?: boolean;
  readonly accepted?: boolean;
  readonly cancellation?: Cancellation;
  readonly error?: unknown;
  /** It activates the state `Exception`, or activates it again. */
  readonly exception?: boolean;
  /** States it activates, or ends. */
  readonly ticking?: readonly string[];
  /** Runs between start and end. */
  readonly during?: (transition: TransitionView) => void;
}

/** A machine that calls a tracer in the order of the contract, with whatever values a test needs. */
export class ScriptedMachine implements MachineView {
  readonly parent = undefined;
  readonly parentId = undefined;
  readonly tags = [];
  readonly stateNames: readonly string[];
  readonly schema = {};
  readonly queueTick = 1;
  readonly id = 'm-1';
  readonly className: string;
  queueLength = 0;
  readonly #tracer: Tracer;
  #clocks: readonly number[];

  constructor(
    tracer: Tracer,
    className = 'Feed',
    selection: Selection | undefined = SELECT_ALL,
    stateNames: readonly string[] = ['A', 'B', 'Exception'],
  ) {
    this.#tracer = tracer;
    this.className = className;
    this.stateNames = stateNames;
    this.#clocks = stateNames.map(() => 0);
    this.bind(selection);
  }

  bind(selection: Selection): void {
    this.#tracer.machineInit?.(this, selection);
  }

  /** Runs one transition to its end. */
  run(script: ScriptedTransition = {}): void {
    const transition = this.begin(script);
    script.during?.(transition);
    this.end(transition, script);
  }

  begin(script: ScriptedTransition = {}): Writable<TransitionView> {
    const transition = {
      machine: this,
      mutation: this.mutation(script),
      accepted: true,
      completed: false,
      cancellation: undefined,
      error: undefined,
      timeBefore: this.#clocks,
      timeAfter: this.#clocks,
      stepCount: 0,
      handlerCount: 0,
      sumBefore: 0,
      sumAfter: 0,
    } as unknown as Writable<TransitionView>;
    this.#tracer.transitionInit?.(transition);
    this.#tracer.transitionStart?.(transition);
    return transition;
  }

  end(transition: Writable<TransitionView>, script: ScriptedTransition = {}): void {
    transition.accepted = script.accepted ?? true;
    transition.completed = true;
    transition.cancellation = script.cancellation;
    transition.error = script.error;
    for (const state of [...(script.ticking ?? []), ...(script.exception === true ? ['Exception'] : [])]) {
      const isAgain = state === 'Exception' && this.is(state);
      this.#clocks = this.#clocks.map((tick, i) => (this.stateNames[i] === state ? tick + (isAgain ? 2 : 1) : tick));
    }
    transition.timeAfter = this.#clocks;
    this.#tracer.transitionEnd?.(transition);
  }

  /** Calls a handler inside a transition. */
  handle(
    transition: TransitionView,
    name: string,
    phase: HandlerPhase,
    outcome: HandlerOutcome,
    run: () => void = () => {},
  ): void {
    const call = handlerCall(transition, name, phase);
    this.#tracer.handlerStart?.(call);
    run();
    call.outcome = outcome;
    this.#tracer.handlerEnd?.(call);
  }

  /** Calls a final handler that returns a promise; the result settles it. */
  handleAsync(transition: TransitionView, name: string): (settled: SettledOutcome) => void {
    const call = handlerCall(transition, name, 'final');
    this.#tracer.handlerStart?.(call);
    call.pending = true;
    this.#tracer.handlerEnd?.(call);
    return (settled) => {
      call.pending = false;
      call.settled = settled;
      this.#tracer.handlerSettled?.(call);
    };
  }

  reject(reason: RejectionReason, script: ScriptedTransition = {}): void {
    this.#tracer.mutationRejected?.(this, this.mutation(script), reason);
  }

  dispose(): void {
    this.#tracer.machineDispose?.(this);
  }

  detach(): void {
    this.#tracer.machineDetach?.(this);
  }

  mutation(script: ScriptedTransition): MutationView {
    const { type = 'add', auto = false, check = false } = script;
    return { type, auto, check, called: ['A'] } as unknown as MutationView;
  }

  activeStates(): readonly string[] {
    return this.stateNames.filter((state) => this.tick(state) % 2 === 1);
  }

  is(...states: readonly string[]): boolean {
    return states.every((state) => this.activeStates().includes(state));
  }

  tick(state: string): number {
    return this.#clocks[this.stateNames.indexOf(state)] ?? 0;
  }

  time(): readonly number[] {
    return this.#clocks;
  }

  transition(): undefined {
    return undefined;
  }
}

function handlerCall(transition: TransitionView, name: string, phase: HandlerPhase): Writable<HandlerCall> {
  return {
    transition,
    name,
    emitter: 'b-0',
    className: transition.machine.className,
    phase,
    outcome: 'ok',
    error: undefined,
    pending: false,
    settled: undefined,
    traceContext: undefined,
  };
}

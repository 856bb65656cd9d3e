import { Machine, type AnyMachine, type LogLevel, type MachineEvent } from 'statescope';
import { allHandlers } from './all-handlers.js';
import type { EngineCase, Op, Outcome } from './engine-case.js';
import { EngineRecorder } from './engine-recorder.js';
import { differenceOf, unwatchedDifferenceOf } from './engine-compare.js';

const FINAL = /(?:State|End)$/;

/**
 * Replays one golden case of the engine twice: watched by a tracer, and, as the engine has shorter ways then, by nobody.
 * The first difference, or undefined.
 */
export async function replayEngineCase(golden: EngineCase): Promise<string | undefined> {
  const unwatched = await replayOnce(golden, false);
  return (await replayOnce(golden, true)) ?? (unwatched && `unwatched, ${unwatched}`);
}

async function replayOnce(golden: EngineCase, isWatched: boolean): Promise<string | undefined> {
  const run = new Run(golden, isWatched);
  const compare = isWatched ? differenceOf : unwatchedDifferenceOf;
  for (let i = 0; i < golden.ops.length; i++) {
    const actual = await run.step(golden.ops[i] as Op);
    const difference = compare(golden.expect[i] ?? {}, actual);
    if (difference !== undefined) return `op ${String(i)} (${(golden.ops[i] as Op).op}): ${difference}`;
    if (run.problems.length > 0) return `op ${String(i)}: ${run.problems.join('; ')}`;
  }
  return undefined;
}

class Run {
  readonly problems: string[];
  readonly #golden: EngineCase;
  readonly #machine: AnyMachine;
  readonly #recorder = new EngineRecorder();
  readonly #subscriptions: string[] = [];
  readonly #fired = new Set<string>();
  readonly #resultsById = new Map<string, number>();
  #firedBefore = new Set<string>();
  #logs: [number, string][] = [];
  #errors: string[] = [];
  #changes: [readonly number[], readonly number[]][] = [];
  #calls: string[] = [];
  #hookRuns: number;
  #panics: number;

  readonly #isWatched: boolean;

  constructor(golden: EngineCase, isWatched: boolean) {
    this.#golden = golden;
    this.#isWatched = isWatched;
    this.problems = this.#recorder.problems;
    this.#hookRuns = golden.limits?.hookRuns ?? 0;
    this.#panics = golden.limits?.panics ?? 0;
    const { schema, names, queueLimit, logLevel, steps, can, logArgs } = golden.machine;
    this.#machine = new (Machine.of(schema))({
      id: 'm',
      ...(queueLimit !== undefined && { queueLimit }),
      ...(golden.theme === 'go-parity' && { parity: 'go' as const }),
      ...(logArgs && { logArgs }),
      logLevel: (logLevel ?? 0) as LogLevel,
      onError: (error) => this.#errors.push(error.message),
      ...(isWatched && {
        tracers: [this.#recorder],
        steps: steps === true,
        checkSteps: can === true,
        logger: (level, text) => this.#logs.push([level, text]),
        onChange: (before, after) => this.#changes.push([before, after]),
      }),
    });
    if (names) this.#machine.verifyStates(names);
    golden.bindings?.forEach((binding, i) => {
      this.#machine.bindHandlers(this.#handlers(i, binding), { id: `H${String(i)}` });
    });
    this.#recorder.reset();
    this.#logs = [];
    this.#changes = [];
    this.#errors = [];
  }

  async step(op: Op): Promise<Outcome> {
    const machine = this.#machine;
    this.#recorder.reset();
    this.#logs = [];
    this.#errors = [];
    this.#changes = [];
    this.#calls = [];
    const called = this.#call(op);
    for (let i = 0; i < 5; i++) await Promise.resolve();
    if (this.#isWatched) this.#checkIdle();
    const fired = this.#subscriptions.filter((id) => this.#fired.has(id) && !this.#firedBefore.has(id));
    this.#firedBefore = new Set(this.#fired);
    if (called === undefined) return { fired, isSubscription: true };
    return {
      ...called,
      active: [...machine.activeStates()],
      time: [...machine.time()],
      queueTick: machine.queueTick,
      err: machine.err?.message ?? '',
      fired,
      onError: this.#errors,
      calls: this.#calls,
      queued: this.#recorder.queued,
      transitions: this.#recorder.transitions,
      logs: this.#logs
        .filter(([, text]) => !/^\[(?:when|ctx)/.test(text))
        .map(([level, text]) => [level, masked(text)]),
    };
  }

  #checkIdle(): void {
    const { transitions, queueEnds } = this.#recorder;
    if (queueEnds !== (transitions.length > 0 ? 1 : 0)) this.problems.push(`${String(queueEnds)} queue ends`);
    if (this.#machine.view.transition() !== undefined) this.problems.push('not idle');
    const real = transitions.filter((tx) => tx['check'] !== true);
    if (real.length !== this.#changes.length) this.problems.push('OnChange runs once per transition');
    real.forEach((tx, i) => {
      const [before, after] = this.#changes[i] ?? [];
      const same = String(before) === String(tx['timeBefore']) && String(after) === String(tx['timeAfter']);
      if (!same) this.problems.push('OnChange got other times');
    });
  }

  /** What the op returned or threw; undefined for subscriptions. */
  #call(op: Op): { result?: number; throws?: boolean } | undefined {
    if (op.op.startsWith('when') || op.op === 'stateCtx') {
      this.#subscribe(op);
      return undefined;
    }
    try {
      return { result: this.#mutate(op) };
    } catch {
      return { throws: true };
    }
  }

  #mutate(op: Op): number {
    const machine = this.#machine;
    const states = op.states ?? [];
    switch (op.op) {
      case 'add':
        return machine.add(states, op.args);
      case 'remove':
        return machine.remove(states, op.args);
      case 'set':
        return machine.set(states, op.args);
      case 'toggle':
        return machine.toggle(states, op.args);
      case 'canAdd':
        return machine.canAdd(states, op.args);
      case 'canRemove':
        return machine.canRemove(states, op.args);
      case 'addErr':
        return machine.addErr(new Error('err'), op.state, op.args);
      default:
        throw new Error(`unknown op ${op.op}`);
    }
  }

  #subscribe(op: Op): void {
    const id = op.id ?? '';
    if (this.#subscriptions.includes(id)) return;
    this.#subscriptions.push(id);
    const fire = (): void => {
      this.#fired.add(id);
    };
    if (op.op === 'stateCtx') {
      const signal = this.#machine.stateSignal(op.state ?? '');
      if (signal.aborted) fire();
      else signal.addEventListener('abort', fire);
      return;
    }
    void this.#wait(op).then(fire);
  }

  #wait(op: Op): Promise<void> {
    const machine = this.#machine;
    const state = op.state ?? '';
    const { atLeast = 0 } = op;
    switch (op.op) {
      case 'when':
        return machine.when(op.states ?? []);
      case 'whenNot':
        return machine.whenNot(op.states ?? []);
      case 'whenTime':
        return machine.whenTime(op.states ?? [], op.times ?? []);
      case 'whenTicks':
        return machine.whenTicks(state, op.ticks ?? 0);
      case 'whenNextActive':
        return machine.whenNextActive(state);
      case 'whenArgs':
        return machine.whenArgs(state, op.args ?? {});
      case 'whenQueue':
        return machine.whenQueue(op.tick ?? this.#resultsById.get(op.resultOf ?? '') ?? 0);
      case 'whenQueueEnds':
        return machine.whenQueueEnds();
      case 'whenQuery':
        return machine.whenQuery((clock) => (clock[state] ?? 0) >= atLeast);
      default:
        throw new Error(`unknown op ${op.op}`);
    }
  }

  /** A handler object; every method does exactly what the case says. */
  #handlers(number: number, binding: NonNullable<EngineCase['bindings']>[number]): object {
    const names = binding.handlers === 'all' ? allHandlers(this.#machine.stateNames) : binding.handlers;
    const handle = (name: string) => (event: MachineEvent) => {
      this.#calls.push(`${String(number)}:${name}`);
      this.#checkEvent(name, event);
      this.#runHook(`${String(number)}:${name}`, name);
      const throws = this.#golden.panic?.includes(name) === true && this.#panics > 0;
      if (throws && !event.mutation.called.includes('Exception')) {
        this.#panics--;
        throw new Error('boom');
      }
      return binding.reject?.includes(name) !== true;
    };
    return Object.fromEntries(names.map((name) => [name, handle(name)]));
  }

  #checkEvent(name: string, event: MachineEvent): void {
    if (!event.isValid()) this.problems.push(`${name}: invalid inside the handler`);
    const { transition } = event;
    if (FINAL.test(name)) return;
    const active = String(this.#machine.time());
    if (active !== String(transition.timeBefore)) this.problems.push(`${name}: negotiation sees new states`);
  }

  #runHook(handler: string, name: string): void {
    const ops = this.#golden.hooks?.[name];
    if (ops === undefined || this.#hookRuns === 0) return;
    this.#hookRuns--;
    for (const op of ops) {
      if (op.op.startsWith('when') || op.op === 'stateCtx') {
        this.#subscribe(op);
        continue;
      }
      try {
        const result = this.#mutate(op);
        if (op.id !== undefined) this.#resultsById.set(op.id, result);
        this.#recorder.note('nested', { in: handler, op: op.op, result });
      } catch (error) {
        this.#recorder.note('nested', { in: handler, op: op.op, throws: true });
        throw error;
      }
    }
  }
}

function masked(text: string): string {
  return text.startsWith('[source]') ? '[source]' : text;
}

import { args, defineSchema, Machine } from '../../src/index.js';
import type { EventOf, Tracer, TransitionView } from '../../src/index.js';
import { Traced } from '../../decorators/index.js';
import { coreOf } from '../../src/engine/core-of.js';
import { startScope, stopScopes } from '../support/scopes.js';

const TOGGLES = 10_000;

const schema = defineSchema({
  Tick: { multi: true, args: args<{ n: number }>() },
  Echo: { multi: true, args: args<{ n: number }>() },
});
type On<S extends 'Tick' | 'Echo'> = EventOf<typeof schema, S>;

afterEach(stopScopes);

/** Follows transitions by their numbers; every callback out of its order is a mistake. */
class Sequence implements Tracer {
  readonly id = 'sequence';
  readonly signal = 'traced';
  readonly seen: number[] = [];
  readonly mistakes: string[] = [];
  readonly #bound = new Set<string>();
  #open: number | undefined;

  machineInit({ id }: { id: string }): void {
    if (this.#bound.has(id)) this.mistakes.push(`${id} bound twice`);
    this.#bound.add(id);
  }
  machineDetach({ id }: { id: string }): void {
    if (!this.#bound.delete(id)) this.mistakes.push(`${id} detached twice`);
    if (this.#open !== undefined) this.mistakes.push(`detached within ${String(this.#open)}`);
  }
  transitionInit(transition: TransitionView): void {
    if (this.#open !== undefined) this.mistakes.push(`${String(this.#open)} has no end`);
    this.#open = numberOf(transition);
  }
  transitionEnd(transition: TransitionView): void {
    const number = numberOf(transition);
    if (this.#open !== number) this.mistakes.push(`${String(number)} ends without a start`);
    this.#open = undefined;
    this.seen.push(number);
  }
}

const numberOf = (transition: TransitionView): number => Number(transition.mutation.args['n']);

test('10,000 toggles under load lose, double and tear no transition', async () => {
  const sequence = new Sequence();
  const scope = startScope({ tracers: [sequence] });
  /** Numbers of the transitions that began while the tracer was bound. */
  const expected: number[] = [];
  let numbered = 0;
  let toggled = 0;
  const toggle = (): void => scope.toggle(toggled % 3 === 0 ? 'Load' : 'L*', toggled++ % 2 === 0 ? false : undefined);

  @Traced()
  class Load extends Machine.of(schema) {
    readonly ran: number[] = [];
    TickEnter(e: On<'Tick'>) {
      this.ran.push(e.args.n);
      if (e.args.n % 7 === 0) toggle();
      return e.args.n % 11 !== 0;
    }
    TickState(e: On<'Tick'>) {
      if (e.args.n % 3 === 0) this.next('Echo');
      if (e.args.n % 5 === 0) toggle();
    }
    async EchoState(e: On<'Echo'>) {
      this.ran.push(e.args.n);
      await Promise.resolve();
      toggle();
    }
    /** Whether a transition is seen is settled when the outermost mutation begins: toggles wait for the end of the drain. */
    next(state: 'Tick' | 'Echo'): void {
      const n = ++numbered;
      if (this.tracers.length > 0) expected.push(n);
      this.add(state, { n });
    }
  }

  const load = new Load({ id: 'load' });
  while (toggled < TOGGLES) {
    for (let i = 0; i < 10; i++) load.next('Tick');
    toggle();
    await Promise.resolve();
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(sequence.mistakes).toEqual([]);
  expect(sequence.seen).toEqual(expected);
  expect(expected.length).toBeGreaterThan(numbered / 10);
  expect(expected.length).toBeLessThan(numbered);
  expect(load.ran).toEqual(Array.from({ length: numbered }, (_, i) => i + 1));
});

test('a class switched off takes the way of one that was never observed', () => {
  @Traced()
  class Quiet extends Machine.of(schema) {}
  const scope = startScope({ tracers: [new Sequence()] });
  const [machine, never] = [new Quiet(), new Quiet({ container: 'of nobody' })];
  const wayOf = (of: Quiet) => {
    const { observer, attention } = coreOf(of);
    return { observer, attention };
  };
  for (const each of [machine, never]) each.add('Tick', { n: 1 });
  expect(wayOf(machine).observer).not.toBeNull();
  scope.toggle('Quiet', false);
  expect(wayOf(machine)).toEqual(wayOf(never));
  expect(wayOf(machine)).toEqual({ observer: null, attention: 0 });
});

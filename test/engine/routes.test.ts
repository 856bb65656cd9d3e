import fc from 'fast-check';
import { Machine, type AnyMachine, type EventOf, type MachineOptions, type Schema } from 'statescope';
import { RecordingTracer } from 'statescope/testing';

// A machine that only its own handlers follow takes another way through the engine than one that somebody watches. What
// handlers are called with, what they see and what comes of it may not depend on that.

const NAMES = ['A', 'B', 'C', 'D'] as const;
const SUFFIXES = ['Enter', 'Exit', 'State', 'End'] as const;
const EXTRA = ['AnyEnter', 'AnyState', 'AB', 'BB', 'ExceptionState'] as const;

type Event = EventOf<Schema, string>;
type Doing = (event: Event, log: string[]) => unknown;

/** Lines after which handlers do nothing more: some set off each other without end. */
const ENOUGH = 100;

/** What a handler may do; each makes the rest of its transition differ, or somebody follow it from there. */
const DEEDS: Readonly<Record<string, Doing>> = {
  nothing: () => undefined,
  accept: () => true,
  refuse: () => false,
  fail: () => {
    throw new Error('deed');
  },
  resolve: () => Promise.resolve(),
  add: ({ machine }) => void machine.add('C', { n: 1 }),
  remove: ({ machine }) => void machine.remove('B'),
  wait: ({ machine }, log) => void machine.when('C').then(() => log.push('C came')),
  waitForArgs: ({ machine }, log) => void machine.whenArgs('C', { n: 1 }).then(() => log.push('C came with 1')),
  signal: ({ signal, name }, log) => {
    signal.onabort = () => log.push(`${name} ended`);
  },
  bind: ({ machine, name }, log) =>
    void machine.bindHandlers({ BState: () => log.push(`bound by ${name}`), CEnter: () => true, AC: () => true }),
  watch: ({ machine }) => void machine.bindTracer(new RecordingTracer()),
  dispose: ({ machine }) => void machine.dispose(),
};

const names = fc.subarray<string>([...NAMES], { maxLength: 2 });
const schemas = fc.record(
  Object.fromEntries(
    NAMES.map((name) => [name, fc.record({ auto: fc.boolean(), multi: fc.boolean(), remove: names, require: names })]),
  ),
);
const methods = [...NAMES.flatMap((name) => SUFFIXES.map((suffix) => name + suffix)), ...EXTRA];
const handlers = fc.dictionary(fc.constantFrom(...methods), fc.constantFrom(...Object.keys(DEEDS)), { maxKeys: 6 });
const ops = fc.array(
  fc.record({
    type: fc.constantFrom('add', 'remove', 'set', 'canAdd', 'toggle'),
    states: fc.shuffledSubarray([...NAMES], { minLength: 1, maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 8 },
);

interface Story {
  readonly schema: Schema;
  readonly deeds: Readonly<Record<string, string>>;
  readonly script: readonly { readonly type: string; readonly states: readonly string[] }[];
}

async function tell({ schema, deeds, script }: Story, options: MachineOptions): Promise<readonly string[]> {
  const log: string[] = [];
  class Told extends Machine.of(schema) {}
  for (const [method, deed] of Object.entries(deeds)) {
    const value = (event: Event): unknown => {
      log.push(
        `${event.name}: ${event.transition.timeBefore.join()} ${event.machine.time().join()} ${event.isValid()}`,
      );
      return log.length < ENOUGH ? DEEDS[deed]?.(event, log) : undefined;
    };
    Object.defineProperty(Told.prototype, method, { value });
  }
  const machine = new Told({ id: 'told', queueLimit: 20, ...options }) as unknown as AnyMachine;
  for (const { type, states } of script) {
    const result = machine[type as 'add'](states);
    log.push(`${type} ${states.join()} = ${result}: ${machine.activeStates().join()} ${machine.time().join()}`);
    log.push(`${String(machine.queueTick)} ${machine.err?.message ?? ''}`);
    await Promise.resolve();
  }
  await new Promise(setImmediate);
  return log;
}

test('what nobody watches goes as what is watched, whatever its handlers do', async () => {
  await fc.assert(
    fc.asyncProperty(schemas, handlers, ops, async (schema, deeds, script) => {
      const story = { schema, deeds, script };
      const plain = await tell(story, {});
      expect(plain).toEqual(await tell(story, { onChange: () => undefined }));
      expect(plain).toEqual(await tell(story, { tracers: [new RecordingTracer()] }));
    }),
    { numRuns: 300 },
  );
}, 60_000);

test('a wait that begins in the handler of what it waits for is met, watched or not', async () => {
  const deeds = { AEnter: 'add', CState: 'waitForArgs' };
  const script = ['A', 'C'].map((state) => ({ type: 'add', states: [state] }));
  const story = { schema: { A: {}, B: {}, C: {} }, deeds, script };
  for (const options of [{}, { tracers: [new RecordingTracer()] }, { onChange: () => undefined }]) {
    expect(await tell(story, options)).toContain('C came with 1');
  }
});

test('a transition tells its times long after later ones', () => {
  const kept: Event[] = [];
  class Ring extends Machine.of({ A: { remove: ['B'] }, B: { remove: ['A'] } }) {
    AState(event: unknown) {
      kept.push(event as Event);
    }
  }
  const machine = new Ring();
  for (let i = 0; i < 100; i++) machine.add(i % 2 === 0 ? 'A' : 'B');
  const times = kept.map(({ transition: { timeBefore, timeAfter } }) => [timeBefore, timeAfter]);
  const [a, b] = [machine.stateNames.indexOf('A'), machine.stateNames.indexOf('B')];
  expect(times.map(([before, after]) => [before?.[a], before?.[b], after?.[a], after?.[b]])).toEqual(
    kept.map((_, i) => [2 * i, i === 0 ? 0 : 2 * i - 1, 2 * i + 1, 2 * i]),
  );
});

import { defineSchema, Machine } from 'statescope';

const schema = defineSchema({ A: {}, B: {}, C: {} });

test('methods of the class and of its base classes are handlers, super calls work', () => {
  const calls: string[] = [];
  class Base extends Machine.of(schema) {
    AState(): void {
      calls.push('base AState');
    }
    BState(): void {
      calls.push('base BState');
    }
  }
  class Derived extends Base {
    override AState(): void {
      super.AState();
      calls.push('derived AState');
    }
  }
  const machine = new Derived();
  machine.add('A');
  machine.add('B');
  expect(calls).toEqual(['base AState', 'derived AState', 'base BState']);
  expect(new Base().add('A')).toBe(0);
  expect(calls).toHaveLength(4);
});

test('arrow function fields are handlers with their own this', () => {
  class Fields extends Machine.of(schema) {
    seen: boolean[] = [];
    AState = (): void => {
      this.seen.push(this.is('A'));
    };
  }
  const [one, two] = [new Fields(), new Fields()];
  one.add('A');
  expect([one.seen, two.seen]).toEqual([[true], []]);
  two.add('A');
  expect([one.seen, two.seen]).toEqual([[true], [true]]);
});

test('a mutator in a handler is queued and runs after it', () => {
  class Own extends Machine.of(schema) {
    result = -1;
    inside: readonly string[] = [];
    AState(): void {
      this.result = this.remove('A');
      this.inside = this.activeStates();
    }
  }
  const machine = new Own();
  expect(machine.add('A')).toBe(0);
  expect(machine.result).toBe(3);
  expect(machine.inside).toEqual(['A']);
  expect(machine.activeStates()).toEqual([]);
});

test('methods of Machine itself are never handlers, whatever the states are called', () => {
  const names = ['add', 'Err', 'when', 'Not', 'Any', 'to', 'String', 'is', 'Disposed'];
  const machine = new (Machine.of(Object.fromEntries(names.map((name) => [name, { multi: true }]))))();
  expect(machine.set(names)).toBe(0);
  for (const name of names) expect(machine.add(name)).toBe(0);
  expect(machine.err).toBeUndefined();
  const other = new (Machine.of(Object.fromEntries(names.map((name) => [name, { multi: true }]))))();
  other.bindHandlers(new (Machine.of({}))());
  expect(other.set(names)).toBe(0);
  expect(other.add('when')).toBe(0);
  expect(other.err).toBeUndefined();
});

test('states may be called like properties of objects', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf', 'then'];
  const definitions = names.map((name, i) => [name, i === 0 ? {} : { require: [names[i - 1] as string] }] as const);
  const machine = new (Machine.of(Object.fromEntries(definitions)))();
  const entered: string[] = [];
  const handlers = names.map((name) => [`${name}State`, () => entered.push(name)] as const);
  machine.bindHandlers(Object.fromEntries(handlers));
  expect(machine.add('toString')).toBe(1);
  expect(machine.add(names)).toBe(0);
  expect(entered).toEqual(names);
  expect(machine.is('__proto__')).toBe(true);
  expect(machine.clock()).toMatchObject({ constructor: 1, toString: 1 });
  expect(Object.getPrototypeOf(machine.view.schema)).toBeNull();
});

test('handlers may be bound from objects of one class with functions of their own, and from objects without a prototype', () => {
  const calls: string[] = [];
  class Handlers {
    AState: () => void;
    constructor(name: string) {
      this.AState = () => void calls.push(name);
    }
  }
  const machine = new (Machine.of(schema))();
  machine.bindHandlers(new Handlers('one'));
  machine.bindHandlers(new Handlers('two'));
  machine.bindHandlers(Object.assign(Object.create(null) as object, { AState: () => calls.push('bare') }));
  machine.add('A');
  expect(calls).toEqual(['one', 'two', 'bare']);
});

describe('an accessor that is named like a handler', () => {
  test('is one when it gives a function, which each object gives itself', () => {
    const calls: string[] = [];
    class Bound extends Machine.of(schema) {
      get AState(): () => void {
        return () => void calls.push(this.id);
      }
      get BEnter(): () => boolean {
        return () => false;
      }
    }
    const [one, two] = [new Bound({ id: 'one' }), new Bound({ id: 'two' })];
    for (const machine of [one, two, one]) machine.set('A');
    one.remove('A');
    one.add('A');
    expect(calls).toEqual(['one', 'two', 'one']);
    expect(one.add('B')).toBe(1);
    const other = new (Machine.of(schema))();
    other.bindHandlers(
      {
        get State() {
          return () => void calls.push('prefixed');
        },
      },
      { statePrefix: 'A' },
    );
    other.add('A');
    expect(calls.at(-1)).toBe('prefixed');
  });

  test('goes before the method of a base class, and a method before it', () => {
    const calls: string[] = [];
    class Base extends Machine.of(schema) {
      AState(): void {
        calls.push('base');
      }
    }
    class Above extends Base {
      BState = (): void => void calls.push('own');
    }
    Object.defineProperty(Base.prototype, 'BState', { get: () => () => void calls.push('accessor') });
    Object.defineProperty(Above.prototype, 'AState', { get: () => () => void calls.push('above') });
    const machine = new Above();
    machine.add('A');
    machine.add('B');
    expect(calls).toEqual(['above', 'own']);
  });

  test('is told when it gives none, and read where it is named like one only', () => {
    const lines: string[] = [];
    const machine = new (Machine.of(schema))({ logLevel: 2, logger: (_, text) => lines.push(text) });
    const handlers = {
      get AState(): () => void {
        throw new Error('read');
      },
      get BState() {
        return 5;
      },
      get anything(): unknown {
        throw new Error('read');
      },
    };
    expect(() => machine.bindHandlers(handlers)).not.toThrow();
    expect(machine.add('A')).toBe(0);
    expect(machine.add('B')).toBe(0);
    expect(lines.filter((line) => line.startsWith('[handlers]'))).toEqual([
      '[handlers] Object.AState is never called, it is an accessor that gives no function',
      '[handlers] Object.BState is never called, it is an accessor that gives no function',
    ]);
  });
});

test('a function that one object has for itself, and does not show, is not that of others', () => {
  const calls: string[] = [];
  class Feed extends Machine.of(schema) {
    constructor(id: string) {
      super({ id });
      Object.defineProperty(this, 'AState', { value: () => void calls.push(id) });
    }
  }
  for (const machine of [new Feed('one'), new Feed('two')]) machine.add('A');
  expect(calls).toEqual(['one', 'two']);
});

test('a schema that contradicts itself becomes an Exception of each machine', () => {
  const Broken = Machine.of({ A: { require: ['B'], remove: ['B'] }, B: {} });
  const errors: Error[] = [];
  class Watching extends Broken {
    seen: string[] = ['field'];
    AState(): void {
      this.seen.push('A');
    }
  }
  const machine = new Watching({ onError: (error) => errors.push(error) });
  expect(machine.is('Exception')).toBe(true);
  expect(machine.err).toMatchObject({ code: 'SCHEMA', message: 'schema error: require-remove conflict for A to B' });
  expect(errors).toEqual([machine.err]);
  expect(machine.seen).toEqual(['field']);
  expect(new Broken().err).toBe(machine.err);
});

describe('a new order of the states', () => {
  test('keeps what is active, the clocks and every binding', () => {
    const calls: string[] = [];
    class Own extends Machine.of(schema) {
      CState(): void {
        calls.push('own C');
      }
    }
    const machine = new Own();
    machine.bindHandlers({ AEnd: () => calls.push('bound A'), AB: () => true });
    machine.add(['A', 'B']);
    machine.add('C');
    machine.remove('C');
    machine.verifyStates(['C', 'B', 'Exception', 'A']);
    expect(machine.stateNames).toEqual(['C', 'B', 'Exception', 'A']);
    expect(machine.time()).toEqual([2, 1, 0, 1]);
    expect(machine.activeStates()).toEqual(['A', 'B']);
    calls.length = 0;
    machine.remove('A');
    machine.add('C');
    expect(calls).toEqual(['bound A', 'own C']);
    expect(machine.time()).toEqual([3, 1, 0, 2]);
  });

  test('keeps signals of events and late rejections with their activation', async () => {
    const machine = new (Machine.of(schema))();
    let reject: ((reason: unknown) => void) | undefined;
    let read: (() => AbortSignal) | undefined;
    machine.bindHandlers({
      AState: (event: { readonly signal: AbortSignal }) => {
        read = () => event.signal;
        return new Promise((_resolve, no) => (reject = no));
      },
    });
    machine.add('A');
    machine.verifyStates(['C', 'B', 'Exception', 'A']);
    expect(read?.().aborted).toBe(false);
    machine.add('C');
    expect(read?.().aborted).toBe(false);
    reject?.(new Error('in time'));
    for (let i = 0; i < 8; i++) await Promise.resolve();
    expect(machine.err?.message).toBe('in time');
    machine.remove('A');
    expect(read?.().aborted).toBe(true);
  });

  test('is refused while the queue runs, for unknown and for missing names', () => {
    const machine = new (Machine.of(schema))();
    let error: unknown;
    machine.bindHandlers({
      AState: () => {
        try {
          machine.verifyStates(['C', 'B', 'Exception', 'A']);
        } catch (thrown) {
          error = thrown;
        }
      },
    });
    machine.add('A');
    expect(error).toMatchObject({
      code: 'SCHEMA',
      message: expect.stringMatching(/can't change while its queue runs/),
    });
    expect(() => {
      machine.verifyStates(['A', 'B', 'C']);
    }).toThrow('missing: Exception');
    expect(machine.stateNames).toEqual(['A', 'B', 'C', 'Exception']);
  });
});

describe('disposal', () => {
  const started = defineSchema({ Start: {}, A: {} });

  test('removes Start, aborts signals, cancels what comes after, and is idempotent', async () => {
    const machine = new (Machine.of(started))();
    machine.add(['Start', 'A']);
    const { signal } = machine;
    const first = machine.dispose();
    expect(machine.dispose()).toBe(first);
    await first;
    expect(machine.not('Start')).toBe(true);
    expect([signal.aborted, machine.signal.aborted, machine.isDisposed]).toEqual([true, true, true]);
    const results = [machine.add('A'), machine.remove('A'), machine.set('A'), machine.canAdd('A'), machine.addErr('x')];
    expect(results).toEqual([1, 1, 1, 1, 1]);
  });

  test('in a handler lets the queue run empty first', async () => {
    const machine = new (Machine.of(started))();
    let disposed: Promise<void> | undefined;
    machine.bindHandlers({
      AState: () => {
        disposed = machine.dispose();
        machine.add('A', { again: true });
      },
    });
    machine.add(['Start', 'A']);
    expect(machine.isDisposed).toBe(false);
    await disposed;
    expect(machine.isDisposed).toBe(true);
    expect(machine.queueLength).toBe(0);
    expect(machine.not('Start')).toBe(true);
  });
});

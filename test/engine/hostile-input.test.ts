import { Machine, prepend, setSchema, type Schema } from 'statescope';

const boom = (): never => {
  throw new Error('read');
};

describe('what a handler throws is an error, whatever it does when it is looked at', () => {
  const revoked = (): object => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const withGetter = (): object => Object.defineProperty({}, 'name', { get: boom });
  class Unreadable extends Error {
    override get message(): string {
      return boom();
    }
  }

  test.each([
    ['a revoked proxy', revoked],
    ['an object with a getter that throws', withGetter],
    ['an error whose message throws', () => new Unreadable()],
  ])('%s', (_, make) => {
    const lines: string[] = [];
    class Thrower extends Machine.of({ A: {}, B: {} }) {
      AState(): void {
        this.add('B');
        throw make();
      }
    }
    const machine = new Thrower({ logger: (_level, text) => lines.push(text), logLevel: 5 });
    expect(machine.add('A')).toBe(1);
    expect([machine.toString(), machine.queueLength]).toEqual(['(B:1 Exception:1)', 0]);
    expect(new Thrower().add('A')).toBe(1);
    expect(lines).not.toHaveLength(0);
  });
});

describe('arguments that throw when they are read', () => {
  const args = Object.defineProperty({}, 'x', { get: boom, enumerable: true });

  test('fail the wait that compares them, and nothing else', async () => {
    class Queueing extends Machine.of({ A: {}, B: {} }) {
      AState(): void {
        this.add('B');
      }
    }
    const machine = new Queueing();
    const wait = machine.whenArgs('A', { x: 1 });
    expect(machine.add('A', args)).toBe(0);
    await expect(wait).rejects.toThrow('read');
    expect(machine.toString()).toBe('(A:1 B:1)');
  });

  test('hide the text of errors, which may show them', () => {
    const lines: string[] = [];
    class Failing extends Machine.of({ A: {} }) {
      ExceptionState(): void {
        throw new Error('with secrets');
      }
    }
    const machine = new Failing({ logger: (_, text) => lines.push(text), logLevel: 2 });
    expect(machine.add('Exception', args as Record<string, unknown>)).toBe(1);
    expect(machine.is('Exception')).toBe(false);
    expect(lines.filter((line) => line.startsWith('[error'))).toEqual(['[error] [secret]']);
  });
});

describe('programs without types get a MachineError for', () => {
  const machine = new (Machine.of({ A: {} }))({ id: 'm' });

  test.each([undefined, null, 5, {}, new Set(['A']), [5], [undefined, 'A']])('states %p', (states) => {
    for (const verb of ['add', 'remove', 'set', 'toggle', 'canAdd', 'canRemove', 'when', 'whenNot'] as const) {
      expect(() => machine[verb](states as 'A')).toThrow(/^states are a name or a list of names, got /);
    }
    expect(machine.time()).toEqual([0, 0]);
  });

  test.each([undefined, null, 'A', 5])('handlers %p', (handlers) => {
    const before = machine.queueTick;
    expect(() => machine.bindHandlers(handlers as unknown as object)).toThrow(
      /^handlers are the methods of an object, got /,
    );
    expect(machine.queueTick).toBe(before);
  });

  test('a type of mutation there is not', () => {
    const request = { type: 'eval' as 'add', states: 'A' as const };
    expect(() => prepend(machine, request)).toThrow('a mutation is one of add, remove, set, got eval for m');
  });

  test('waits that could never end', () => {
    const invalid = expect.objectContaining({ code: 'INVALID_ARGS' }) as Error;
    expect(() => machine.whenQuery(5 as never)).toThrow(invalid);
    expect(() => machine.whenQueue(Number.NaN)).toThrow('whenQueue waits for one number, got NaN');
    expect(() => machine.whenArgs('A', undefined as never)).toThrow('whenArgs waits for one object, got undefined');
    expect(() => machine.whenArgs('A', null as never)).toThrow('got null');
  });

  test.each([
    [['A'], [Number.NaN]],
    [['A'], ['1']],
    ['A', [1]],
    [['A'], 1],
    [[], []],
  ])('times %j %j, as an Exception', async (states, times) => {
    const other = new (Machine.of({ A: {} }))();
    await other.whenTime(states as 'A'[], times as number[]);
    expect(other.err).toMatchObject({ code: 'INVALID_ARGS' });
    expect(other.is('Exception')).toBe(true);
  });
});

describe('a schema of a program without types', () => {
  const errorOf = (schema: unknown): string | undefined => new (Machine.of(schema as Schema))().err?.message;

  test('may leave out what it has not', () => {
    expect(errorOf({ A: null, B: undefined, C: { require: null, remove: undefined } })).toBeUndefined();
  });

  test('has lists of names', () => {
    expect(errorOf({ A: { require: 'B' }, B: {} })).toBe('schema error: require of A is a list of names, got string');
    expect(errorOf({ A: { remove: {} } })).toBe('schema error: remove of A is a list of names, got object');
    expect(errorOf({ A: { add: [1] } })).toBe('schema error: add of A is a list of names, got a list');
    expect(errorOf({ A: 'x' })).toBe('schema error: the definition of A is an object, got string');
    expect(errorOf({ A: ['B'] })).toBe('schema error: the definition of A is an object, got a list');
  });

  test('is still a schema without what is wrong', () => {
    const wrong: unknown = { A: { require: 'B' }, B: {} };
    const machine = new (Machine.of(wrong as Schema))();
    machine.add('A');
    expect(machine.toString()).toBe('(A:1 Exception:1)');
    const larger = { A: {}, B: {}, Exception: {}, C: 5 } as unknown as Schema;
    expect(() => setSchema(machine, larger, ['A', 'B', 'C', 'Exception'])).toThrow('definition of C is an object');
    expect(machine.has('C')).toBe(false);
  });

  test.each([undefined, null, 'A', ['A']])('%p is none', (schema) => {
    expect(() => errorOf(schema)).toThrow(/^schema error: a schema is an object of states by name, got /);
  });
});

describe('large schemas', () => {
  const named = (count: number): string[] => Array.from({ length: count }, (_, i) => `S${String(i)}`);

  test('a chain of Require may be longer than the stack is deep', () => {
    const schema = Object.fromEntries(
      named(12_000).map((name, i) => [name, i === 0 ? {} : { require: [`S${i - 1}`] }]),
    );
    const machine = new (Machine.of(schema))();
    expect([machine.add('S0'), machine.add('S2'), machine.activeStates()]).toEqual([0, 1, ['S0']]);
  });

  test('states that all exclude each other are told apart in one step', () => {
    const names = named(500);
    const machine = new (Machine.of(Object.fromEntries(names.map((name) => [name, { remove: names }]))))();
    expect([machine.add('S1'), machine.set(names), machine.add('S2'), machine.toString()]).toEqual([0, 1, 0, '(S2:1)']);
  });

  test('names are in byte order, beyond the basic plane as well', () => {
    const machine = new (Machine.of({ '\u{1F600}': {}, '\uFF21': {}, A: {}, AB: {}, '\u{1F601}': {} }))();
    expect(machine.stateNames).toEqual(['A', 'AB', 'Exception', '\uFF21', '\u{1F600}', '\u{1F601}']);
  });
});

describe('options that are no numbers from 0 up', () => {
  test.each([
    ['queueLimit', Number.NaN, 'NaN'],
    ['queueLimit', -1, '-1'],
    ['handlerTimeoutMs', '5', 'string'],
    ['disposeTimeoutMs', null, 'null'],
  ])('%s %p', (name, value, text) => {
    const expected = `${name} is a number from 0 up, got ${text}`;
    expect(() => new (Machine.of({ A: {} }))({ [name]: value })).toThrow(expected);
  });

  test('endless ones are fine', () => {
    const machine = new (Machine.of({ A: {} }))({ queueLimit: Number.POSITIVE_INFINITY });
    expect(machine.add('A')).toBe(0);
  });
});

describe('machines that mutate while somebody is told of a mutation', () => {
  test('answer the mutation that was first, and run the others after it', () => {
    let left = 3;
    const order: string[] = [];
    const again = (): void => {
      if (left-- > 0) machine.add('C');
    };
    const machine = new (Machine.of({ A: {}, B: {}, C: { multi: true } }))({
      logger: (_, text) => {
        if (text.startsWith('[queue')) again();
      },
      logLevel: 5,
      tracers: [{ id: 'order', transitionStart: ({ mutation }) => void order.push(mutation.called.join()) }],
    });
    expect([machine.add('A'), machine.queueLength, machine.toString()]).toEqual([0, 0, '(A:1 C:5)']);
    expect(order).toEqual(['A', 'C', 'C', 'C']);
    left = 1;
    expect([machine.canAdd('B'), prepend(machine, { type: 'add', states: 'B' })]).toEqual([0, 0]);
  });
});

test('no machine is above itself', () => {
  const Plain = Machine.of({ A: {} });
  const [top, middle] = [new Plain({ id: 'top' }), new Plain({ id: 'middle' })];
  middle.adoptParent(top);
  const bottom = middle.submachine(Plain);
  expect(() => top.adoptParent(bottom)).toThrow("top can't be above itself");
  expect(() => top.adoptParent(top)).toThrow("top can't be above itself");
  expect(top.parent).toBeUndefined();
});

import { disposeForce, Machine, setSchema, type Tracer } from 'statescope';

const PHASES = ['AEnter', 'AnyEnter', 'AState', 'AnyState'] as const;

function recorder(): { readonly seen: string[]; readonly tracer: Tracer } {
  const seen: string[] = [];
  const note = (name: string) => () => void seen.push(name);
  const names = ['transitionInit', 'transitionFinals', 'handlerStart', 'handlerEnd', 'transitionEnd', 'queueEnd'];
  const callbacks = [...names, 'machineDispose'].map((name) => [name, note(name)]);
  return { seen, tracer: { id: 'seen', ...(Object.fromEntries(callbacks) as object) } };
}

describe.each(PHASES)('a machine that is ended now, in %s', (phase) => {
  const made = (others: boolean): { machine: Machine; seen: string[] } => {
    const { seen, tracer } = recorder();
    const machine: Machine = new (Machine.of({ A: {}, B: {} }))({ tracers: [tracer] });
    const nothing = (): void => undefined;
    const all = others ? Object.fromEntries(PHASES.map((name) => [name, nothing])) : {};
    machine.bindHandlers({
      ...all,
      [phase]: () => {
        machine.add('B');
        disposeForce(machine);
      },
    });
    return { machine, seen };
  };

  test.each([true, false])('ends its transition first, for tracers (other handlers: %s)', (others) => {
    const { machine, seen } = made(others);
    expect([machine.add('A'), machine.add('A'), machine.queueLength]).toEqual([1, 1, 0]);
    expect(seen.slice(-2)).toEqual(['transitionEnd', 'machineDispose']);
    expect(seen.filter((name) => name === 'handlerStart')).toHaveLength(
      seen.filter((name) => name === 'handlerEnd').length,
    );
  });

  test.each([true, false])('does not change any more before its commit (other handlers: %s)', (others) => {
    const { machine, seen } = made(others);
    machine.add('A');
    const isFinal = phase.endsWith('State');
    expect(machine.time()).toEqual([isFinal ? 1 : 0, 0, 0]);
    expect(seen.includes('transitionFinals')).toBe(isFinal);
  });
});

test('a machine that a tracer of its queueing ends tells of its end once', () => {
  const { seen, tracer } = recorder();
  const machine: Machine = new (Machine.of({ A: {} }))({ tracers: [tracer] });
  machine.bindTracer({ id: 'end', mutationQueued: () => disposeForce(machine) });
  expect(machine.add('A')).toBe(1);
  expect(seen).toEqual(['machineDispose']);
});

test('handlers that are detached by a handler are not called any more', () => {
  const calls: string[] = [];
  const machine = new (Machine.of({ A: {} }))();
  const id = machine.bindHandlers({
    AEnter() {
      calls.push('AEnter');
      machine.detachHandlers(id);
    },
    AState: () => void calls.push('AState'),
  });
  machine.add('A');
  expect([calls, machine.is('A')]).toEqual([['AEnter'], true]);
});

test('handlers that a tracer binds when a transition starts are called in it', () => {
  const calls: string[] = [];
  const machine = new (Machine.of({ A: {} }))();
  const bind = (): void => {
    machine.detachTracer('binding');
    machine.bindHandlers({ AEnter: () => void calls.push('AEnter'), AState: () => void calls.push('AState') });
  };
  machine.bindTracer({ id: 'binding', transitionStart: bind });
  machine.add('A');
  expect(calls).toEqual(['AEnter', 'AState']);
});

test('chains of Require are followed in the order in which a schema is set', () => {
  const auto = { auto: true };
  const machine = new (Machine.of({ A: {} }))();
  const schema = { A: {}, X: { ...auto, require: ['A'] }, B: { ...auto, require: ['A'] }, Exception: {} };
  const larger = setSchema(machine, schema, ['X', 'B', 'A', 'Exception']);
  larger.add('A');
  expect(larger.activeStates()).toEqual(['A', 'X', 'B']);
  const same = new (Machine.of(schema))();
  same.verifyStates(['X', 'B', 'A', 'Exception']);
  same.add('A');
  expect(same.activeStates()).toEqual(['A', 'B', 'X']);
});

describe('a class may fix the index order', () => {
  const schema = { A: {}, B: {} };

  test('of all its machines', () => {
    const Ordered = Machine.of(schema, { names: ['B', 'Exception', 'A'] });
    expect(new Ordered().stateNames).toEqual(['B', 'Exception', 'A']);
    expect(new Ordered().stateNames).toEqual(['B', 'Exception', 'A']);
    expect(new (Machine.of(schema))().stateNames).toEqual(['A', 'B', 'Exception']);
  });

  test('and is told at once of names that are not all of the states', () => {
    expect(() => Machine.of(schema, { names: ['A', 'B'] })).toThrow('missing: Exception');
    expect(() => Machine.of(schema, { names: ['A', 'C' as 'B', 'Exception'] })).toThrow(
      'state C not defined in schema for this class',
    );
  });
});

describe.each([{}, { steps: true }])('what a tracer does of the commit, with %j', (options) => {
  const run = (commit: (machine: Machine, handlers: string) => void): string[] => {
    const calls: string[] = [];
    const machine: Machine = new (Machine.of({ A: {} }))(options);
    const handlers = machine.bindHandlers({
      AEnter: () => void calls.push('AEnter'),
      AState: () => void calls.push('AState'),
    });
    machine.bindTracer({ id: 'commit', transitionFinals: () => commit(machine, handlers) });
    calls.push(String(machine.add('A')), String(machine.time()));
    return calls;
  };

  test('keeps handlers from being called: by an end of the machine', () => {
    expect(run((machine) => disposeForce(machine))).toEqual(['AEnter', '1', '1,0']);
  });

  test('keeps handlers from being called: by detaching them', () => {
    expect(run((machine, handlers) => machine.detachHandlers(handlers))).toEqual(['AEnter', '0', '1,0']);
  });

  test('lets handlers be called that it binds', () => {
    const late: string[] = [];
    const early = run((machine) => machine.bindHandlers({ AState: () => void late.push('late') }));
    expect([early, late]).toEqual([['AEnter', 'AState', '0', '1,0'], ['late']]);
  });
});

import { defineSchema, importMachine, Machine, prepend, type AnyMachine, type RejectionReason } from 'statescope';

const Plain = Machine.of(defineSchema({ A: {}, B: {}, C: {}, M: { multi: true } }));

/** Runs something in a handler of the machine, while its queue runs. */
function inside<T>(machine: AnyMachine, run: () => T): T {
  const results: T[] = [];
  const id = machine.bindHandlers({
    AnyEnter: () => {
      if (results.length === 0) results.push(run());
    },
  });
  machine.canAdd([]);
  machine.detachHandlers(id);
  return results[0] as T;
}

function refusals(machine: AnyMachine): [string, readonly string[], RejectionReason, boolean][] {
  const seen: [string, readonly string[], RejectionReason, boolean][] = [];
  machine.bindTracer({
    id: 'refusals',
    mutationRejected: (_, { type, called, check }, reason) => void seen.push([type, called, reason, check]),
  });
  return seen;
}

describe('a mutation', () => {
  test('of no states is legal; setting none deactivates all', () => {
    const machine = new Plain();
    machine.add(['A', 'B']);
    expect([machine.add([]), machine.remove([]), machine.time()]).toEqual([0, 0, [1, 1, 0, 0, 0]]);
    expect([machine.set([]), machine.activeStates()]).toEqual([0, []]);
  });

  test('takes a name given twice once, in the order of the first', () => {
    const machine = new Plain();
    expect(machine.add(['M', 'A', 'M', 'A'])).toBe(0);
    expect([machine.activeStates(), machine.tick('M')]).toEqual([['M', 'A'], 1]);
  });

  test('of unknown names throws before anything happens, naming each', () => {
    const machine = new Plain({ id: 'm' });
    for (const verb of ['add', 'remove', 'set', 'canAdd', 'canRemove'] as const) {
      expect(() => machine[verb](['A', 'X', 'Y'] as 'A'[])).toThrow(
        /^missing states: X, Y not defined in schema for m/,
      );
    }
    expect(() => prepend(machine, { type: 'add', states: 'X' as 'A' })).toThrow(/^missing states: X/);
    expect([machine.queueTick, machine.time()]).toEqual([1, [0, 0, 0, 0, 0]]);
  });

  test('toggles all of its states together', () => {
    const machine = new Plain();
    expect([machine.toggle(['A', 'B']), machine.activeStates()]).toEqual([0, ['A', 'B']]);
    machine.remove('A');
    expect([machine.toggle(['A', 'B']), machine.activeStates()]).toEqual([0, ['A', 'B']]);
    expect([machine.toggle(['A', 'B']), machine.activeStates()]).toEqual([0, []]);
    machine.add('M');
    expect([machine.toggle('M'), machine.is('M')]).toEqual([0, false]);
    expect(() => machine.toggle('X' as 'A')).toThrow(/^missing states: X/);
  });
});

describe('in a running queue', () => {
  test('an equal mutation that waits makes another one unnecessary', () => {
    const machine = new Plain();
    const results = inside(machine, () => [
      machine.add(['A', 'B']),
      machine.add(['B', 'A']),
      machine.add('A'),
      machine.set(['A', 'B']),
      machine.add(['B', 'A'], { x: 1 }),
      machine.add('M'),
      machine.add('M'),
      machine.add('A', Object.create({ inherited: true }) as object as Record<string, unknown>),
      machine.queueLength,
    ]);
    // Ticks of the queue: 2 is the first that can be given.
    expect(results).toEqual([2, 0, 3, 4, 5, 6, 7, 0, 6]);
  });

  test('a counter mutation in between does not count', () => {
    const machine = new Plain();
    inside(machine, () => [machine.add('A'), machine.remove('A'), machine.add('A')]);
    expect(machine.is('A')).toBe(false);
  });

  test('removing what is inactive is done at once, as long as nothing waits', () => {
    const machine = new Plain();
    machine.add('A');
    expect(
      inside(machine, () => [
        machine.remove('B'),
        machine.remove('X' as 'A'),
        machine.remove(['B', 'A']),
        machine.remove('B'),
        machine.queueLength,
      ]),
    ).toEqual([0, 0, 3, 4, 2]);
    expect(() => machine.remove('X' as 'A')).toThrow(/^missing states: X/);
  });

  test('a check has no tick, and is answered first', () => {
    const machine = new Plain();
    const order: string[] = [];
    machine.bindHandlers({ AEnter: () => void order.push('add'), BEnter: () => void order.push('check') });
    expect(inside(machine, () => [machine.add('A'), machine.canAdd('B'), machine.canRemove('A')])).toEqual([2, 2, 2]);
    expect([order, machine.is('B')]).toEqual([['check', 'add'], false]);
  });
});

describe('a full queue', () => {
  test('refuses everything, also what it does not know, and says so to tracers', () => {
    const machine = new Plain({ queueLimit: 0 });
    const seen = refusals(machine);
    const results = [
      machine.add('A'),
      machine.remove('A'),
      machine.set('A'),
      machine.add(['A', 'X'] as 'A'[]),
      machine.addErr('x'),
    ];
    expect(results).toEqual([1, 1, 1, 1, 1]);
    expect(seen).toEqual([
      ['add', ['A'], 'queue_limit', false],
      ['remove', ['A'], 'queue_limit', false],
      ['set', ['A'], 'queue_limit', false],
      ['add', ['A'], 'queue_limit', false],
      ['add', ['Exception'], 'queue_limit', false],
    ]);
    expect([machine.err, machine.queueTick, machine.canAdd('A')]).toEqual([undefined, 1, 0]);
    expect([prepend(machine, { type: 'add', states: 'A' }), machine.is('A')]).toEqual([0, true]);
  });

  test('lets Exception in while it is inactive, once, and out while it is active', () => {
    const machine = new Plain({ queueLimit: 1 });
    const exception = 'Exception' as 'A';
    const during = (): unknown[] =>
      inside(machine, () => [
        machine.add('A', { n: 1 }),
        machine.add('B', { n: 2 }),
        machine.add(exception, { n: 1 }),
        machine.add(['B', exception], { n: 2 }),
        machine.remove(exception),
        machine.set(exception),
      ]);
    expect([during(), machine.is(exception), machine.is('B')]).toEqual([[2, 1, 3, 1, 1, 1], true, false]);
    expect([during(), machine.is(exception)]).toEqual([[4, 1, 1, 1, 5, 1], false]);
  });

  test('lets every Exception in under parity with Go, until one has run', () => {
    const machine = new Plain({ queueLimit: 1, parity: 'go' });
    const exception = 'Exception' as 'A';
    const results = inside(machine, () => [
      machine.add('A', { n: 1 }),
      machine.add(exception, { n: 1 }),
      machine.add(exception, { n: 2 }),
    ]);
    expect([results, machine.tick(exception)]).toEqual([[2, 3, 4], 3]);
  });

  test('lets no Exception in that names a source', () => {
    const machine = new Plain({ queueLimit: 0 });
    const source = { machineId: 'm', transitionId: 't', machineTime: 0 };
    expect(machine.add('Exception' as 'A', undefined, { source })).toBe(1);
    expect(machine.add('Exception' as 'A')).toBe(0);
  });
});

test('a disposed machine refuses everything, and says so to tracers', async () => {
  const machine = new Plain();
  const seen = refusals(machine);
  await machine.dispose();
  const results = [
    machine.add('A'),
    machine.canAdd('A'),
    machine.canRemove(['A', 'X'] as 'A'[]),
    prepend(machine, { type: 'set', states: ['A', 'B'] }),
    machine.addErr('x', 'M'),
  ];
  expect(results).toEqual([1, 1, 1, 1, 1]);
  expect(seen).toEqual([
    ['add', ['A'], 'disposed', false],
    ['add', ['A'], 'disposed', true],
    ['remove', ['A'], 'disposed', true],
    ['set', ['A', 'B'], 'disposed', false],
    ['add', ['M', 'Exception'], 'disposed', false],
  ]);
});

describe('under parity with Go, when() counts activations first', () => {
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 8; i++) await Promise.resolve();
  };
  const started = (): { machine: InstanceType<typeof Plain>; ended: () => boolean } => {
    const machine = new Plain({ id: 'm', parity: 'go' });
    machine.add('A');
    let done = false;
    void machine.when(['A', 'B']).then(() => (done = true));
    return { machine, ended: () => done };
  };

  test('so a passing combination is enough', async () => {
    const { machine, ended } = started();
    machine.set('B');
    await settle();
    expect([ended(), machine.is('A')]).toEqual([true, false]);
    const strict = new Plain();
    strict.add('A');
    let done = false;
    void strict.when(['A', 'B']).then(() => (done = true));
    strict.set('B');
    await settle();
    expect(done).toBe(false);
    strict.add('A');
    await settle();
    expect(done).toBe(true);
  });

  test('and what was lost on the way has to come again', async () => {
    const { machine, ended } = started();
    machine.remove('A');
    machine.add('B');
    await settle();
    expect(ended()).toBe(false);
    machine.add('A');
    await settle();
    expect(ended()).toBe(true);
  });

  test('an import counts as it stands', async () => {
    const { machine, ended } = started();
    const data = { id: 'm', state_names: machine.stateNames, queue_tick: 1, machine_tick: 0 };
    importMachine(machine, { ...data, time: [2, 1, 0, 0, 0] });
    await settle();
    expect(ended()).toBe(false);
    machine.add('C');
    machine.set('A');
    await settle();
    expect(ended()).toBe(true);
  });
});

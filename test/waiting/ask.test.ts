import { askAdd, askRemove, defineSchema, Machine } from 'statescope';

const schema = defineSchema({ A: {}, B: { require: ['A'] }, C: {} });

class Asked extends Machine.of(schema) {
  readonly answers: Promise<boolean>[] = [];
  AExit(): boolean {
    return false;
  }
  CState(): void {
    this.answers.push(askAdd(this, 'B'), askRemove(this, 'A'));
    this.add('A');
  }
}

test('the answer is what a mutation would get, and changes nothing', async () => {
  const machine = new Asked();
  expect([await askAdd(machine, 'B'), await askAdd(machine, ['A', 'B'])]).toEqual([false, true]);
  machine.add('A');
  expect([await askRemove(machine, 'A'), await askRemove(machine, 'B')]).toEqual([false, true]);
  expect(machine.activeStates()).toEqual(['A']);
});

test('a handler that asks gets its answer after the queue', async () => {
  const machine = new Asked();
  machine.add('C');
  expect(await Promise.all(machine.answers)).toEqual([true, false]);
});

test('arguments are passed to the negotiation', async () => {
  const machine = new (Machine.of(schema))();
  machine.bindHandlers({ AEnter: (e: { args: { ok?: boolean } }) => e.args.ok === true });
  expect([await askAdd(machine, 'A', { ok: true }), await askAdd(machine, 'A')]).toEqual([true, false]);
});

test('an unknown state rejects, a disposed machine would accept nothing', async () => {
  const machine = new (Machine.of(schema))();
  await expect(askAdd(machine, 'X' as 'A')).rejects.toMatchObject({ code: 'STATE_MISSING' });
  await machine.dispose();
  expect(await askAdd(machine, 'A')).toBe(false);
});

test('asking ends with the signal', async () => {
  const machine = new (Machine.of(schema))();
  const reason = new Error('enough');
  let asked: Promise<boolean> | undefined;
  machine.bindHandlers({
    AState: () => {
      asked = askAdd(machine, 'B', {}, { signal: AbortSignal.abort(reason) });
    },
  });
  machine.add('A');
  await expect(asked).rejects.toBe(reason);
});

test('an answer that has to be queued is asked for again', async () => {
  const machine = new (Machine.of(schema))();
  const results = [7, 0];
  const late = Object.create(machine, {
    canAdd: { value: () => results.shift() },
    whenQueueEnds: { value: () => Promise.resolve() },
  }) as typeof machine;
  expect(await askAdd(late, 'A')).toBe(true);
  expect(results).toEqual([]);
});

import { addAndWait, args, defineSchema, Machine, removeAndWait } from 'statescope';

const schema = defineSchema({ A: {}, B: { require: ['A'] }, C: {}, D: { args: args<{ n: number }>() }, E: {} });

/** Runs something inside a handler, where mutations are queued. */
class Nested extends Machine.of(schema) {
  inside: () => void = () => {};
  EState(): void {
    this.inside();
  }
}

function inside<T>(machine: Nested, run: () => Promise<T>): Promise<T> {
  let result: Promise<T> | undefined;
  machine.inside = () => {
    result = run();
  };
  machine.add('E');
  return result!;
}

describe('adding', () => {
  test('is true when it was executed and false when it was canceled', async () => {
    const machine = new Nested();
    expect([await addAndWait(machine, 'B'), await addAndWait(machine, ['A', 'B'])]).toEqual([false, true]);
  });

  test('passes arguments on', async () => {
    const machine = new Nested();
    const entered = machine.whenArgs('D', { n: 1 });
    expect(await addAndWait(machine, 'D', { n: 1 })).toBe(true);
    await entered;
  });

  test('in a handler waits for the queue, whatever becomes of it', async () => {
    const machine = new Nested();
    expect(await inside(machine, () => addAndWait(machine, ['A', 'C']))).toBe(true);
    const rejected = new Nested();
    expect(await inside(rejected, () => addAndWait(rejected, 'B'))).toBe(false);
  });

  test('in a handler is not content with an equal mutation that waits', async () => {
    const machine = new Nested();
    const both = await inside(machine, () => {
      machine.add('B');
      return addAndWait(machine, 'B');
    });
    expect(both).toBe(false);
  });

  test('sees what the rest of the queue did', async () => {
    const machine = new Nested();
    const added = await inside(machine, () => {
      const adding = addAndWait(machine, 'A');
      machine.remove('A');
      return adding;
    });
    expect(added).toBe(false);
  });

  test('is false for a machine that is gone', async () => {
    const machine = new Nested();
    await machine.dispose();
    expect(await addAndWait(machine, 'A')).toBe(false);
  });

  test('rejects for an unknown state, and with the signal', async () => {
    const machine = new Nested();
    await expect(addAndWait(machine, 'X' as 'A')).rejects.toMatchObject({ code: 'STATE_MISSING' });
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(inside(machine, () => addAndWait(machine, 'A', {}, { signal }))).rejects.toBe(reason);
  });
});

describe('adding until another state', () => {
  test('waits for its next activation', async () => {
    const machine = new Nested();
    machine.add('C');
    let isDone = false;
    const waiting = addAndWait(machine, 'A', {}, { until: 'C' }).finally(() => (isDone = true));
    machine.remove('C');
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    machine.add('C');
    expect(await waiting).toBe(true);
  });

  test('hears of an activation that the mutation brings itself', async () => {
    const machine = new Nested();
    expect(await addAndWait(machine, ['A', 'C'], {}, { until: 'C' })).toBe(true);
  });

  test('is false at once when the mutation is canceled', async () => {
    expect(await addAndWait(new Nested(), 'B', {}, { until: 'C' })).toBe(false);
  });

  test('is false when the machine is disposed first', async () => {
    const machine = new Nested();
    const waiting = addAndWait(machine, 'A', {}, { until: 'C' });
    await machine.dispose();
    expect(await waiting).toBe(false);
  });

  test('rejects with the signal, and for an unknown state', async () => {
    const machine = new Nested();
    const controller = new AbortController();
    const waiting = addAndWait(machine, 'A', {}, { until: 'C', signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(addAndWait(machine, 'X' as 'A', {}, { until: 'C' })).rejects.toMatchObject({ code: 'STATE_MISSING' });
  });
});

describe('removing', () => {
  test('is true when the states are inactive, false when it was canceled', async () => {
    const machine = new Nested();
    machine.add(['A', 'C']);
    machine.bindHandlers({ AExit: () => false });
    expect([await removeAndWait(machine, 'C'), await removeAndWait(machine, ['A', 'C'])]).toEqual([true, false]);
  });

  test('in a handler is false when the states are active after all', async () => {
    const machine = new Nested();
    machine.add('A');
    machine.bindHandlers({ AExit: () => false });
    expect(await inside(machine, () => removeAndWait(machine, 'A'))).toBe(false);
  });

  test('in a handler is true once they are gone', async () => {
    const machine = new Nested();
    machine.add('A');
    expect(await inside(machine, () => removeAndWait(machine, 'A', {}, {}))).toBe(true);
    expect(machine.is('A')).toBe(false);
  });
});

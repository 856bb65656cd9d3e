import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defineSchema, Machine } from 'statescope';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const MIB = 2 ** 20;
const LIMIT_MIB = 5;

/** MiB in use once all garbage, and what finalizers give back after it, is gone. */
async function usedMiB(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed / MIB;
}

/** Growth of the heap between a tenth and all of `count` rounds. */
async function growthOf(count: number, run: (rounds: number) => void | Promise<void>): Promise<number> {
  await run(count / 10);
  const early = await usedMiB();
  for (let part = 0; part < 9; part++) await run(count / 10);
  return (await usedMiB()) - early;
}

const ring = defineSchema({ A: { remove: ['B'] }, B: { remove: ['A'] } });

class Handled extends Machine.of(ring) {
  calls = 0;

  AState(): void {
    this.calls++;
  }

  BEnter(): boolean {
    this.calls++;
    return true;
  }
}

function turn(machine: Machine<typeof ring>, rounds: number): void {
  for (let i = 0; i < rounds / 2; i++) {
    machine.add('A');
    machine.add('B');
  }
}

describe('the heap stays as it is', () => {
  test('over ten million transitions without handlers', async () => {
    const machine = new Machine(ring);
    expect(
      await growthOf(1e7, (rounds) => {
        turn(machine, rounds);
      }),
    ).toBeLessThan(LIMIT_MIB);
    expect(machine.tick('B') + machine.tick('A')).toBe(2e7 - 1);
  });

  test('over ten million transitions with handlers', async () => {
    const machine = new Handled();
    expect(
      await growthOf(1e7, (rounds) => {
        turn(machine, rounds);
      }),
    ).toBeLessThan(LIMIT_MIB);
    expect(machine.calls).toBe(1e7);
  });

  test('over ten million transitions through more sets of states than a schema remembers', async () => {
    const names = Array.from({ length: 32 }, (_, i) => `S${String(i)}`);
    const machine = new Machine(defineSchema(Object.fromEntries(names.map((name) => [name, {}]))));
    let seed = 1;
    let ticks = 0;
    const walk = (rounds: number): void => {
      for (let i = 0; i < rounds; i++) {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
        machine.toggle(names[seed >>> 27] as string);
      }
      ticks += rounds;
    };
    // The memo fills first.
    walk(2e5);
    expect(await growthOf(1e7, walk)).toBeLessThan(LIMIT_MIB);
    expect(machine.time().reduce((sum, tick) => sum + tick, 0)).toBe(ticks);
  });

  test('over a hundred thousand machines that waited, ran and were disposed', async () => {
    const live = async (rounds: number): Promise<void> => {
      for (let i = 0; i < rounds; i++) {
        const machine = new Handled({ id: `m${String(i)}` });
        const waited = machine.when('B');
        machine.add('A');
        machine.add('B');
        await waited;
        await machine.dispose();
      }
    };
    expect(await growthOf(1e5, live)).toBeLessThan(LIMIT_MIB);
  });
});

import { Machine, defineSchema, exportMachine, importMachine } from 'statescope';
import { ComparedRun } from '../compared-run.js';

const states = Array.from({ length: 12 }, (_, i) => `S${String(i)}`);
const Ring = Machine.of(
  Object.fromEntries(states.map((name) => [name, { remove: states.filter((other) => other !== name) }])),
);
const Flat = Machine.of(Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`S${String(i)}`, {}])));
const Mixed = Machine.of(
  defineSchema({
    Active: { auto: true, require: ['Base'] },
    Base: { add: ['Extra'] },
    Extra: { remove: ['Other'] },
    Other: { multi: true },
    Loose: { require: ['Active', 'Extra'] },
  }),
);

/** Numbers that look random, the same ones in each run. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('what is told of mutations that are like the ones before', () => {
  it('is right around a ring, while numbers take more and more bytes', async () => {
    const run = new ComparedRun({ maxWaiting: 1e6 });
    const machine = new Ring({ id: 'ring', tracers: run.tracers });
    for (let i = 0; i < 800; i++) machine.add(`S${String(i % 12)}`);
    const { told, difference } = await run.end(machine);
    expect(told).toHaveLength(1600);
    expect(difference).toBeUndefined();
  });

  it.each([
    ['a ring', Ring],
    ['80 states that have nothing to do with each other', Flat],
    ['states of all kinds', Mixed],
  ])('is right for %s in any order', async (_, Class) => {
    const run = new ComparedRun({ maxWaiting: 1e6 });
    const machine = new Class({ id: 'any', tracers: run.tracers });
    const names = machine.stateNames.filter((name) => name !== 'Exception');
    const random = sequence(7);
    const any = () => names[random(names.length)] as never;
    for (let i = 0; i < 400; i++) {
      const kind = random(20);
      if (kind < 9) machine.add(any());
      else if (kind < 17) machine.remove(any());
      else if (kind === 17) machine.add([any(), any()]);
      else if (kind === 18) machine.set([any(), any()]);
      else for (let j = 0; j < 20; j++) machine.add(any());
      if (random(50) === 0) await run.exporter.flush();
    }
    const { told, difference } = await run.end(machine);
    expect(told.length).toBeGreaterThan(800);
    expect(difference).toBeUndefined();
  });

  it.each([120, 65_530, 2 ** 24 - 4, 2 ** 32 - 6, 2 ** 40])('is right for clocks around %d', async (tick) => {
    const run = new ComparedRun();
    const machine = new Ring({ id: 'ring', tracers: run.tracers });
    importMachine(machine, { ...exportMachine(machine), time: [...states, 'Exception'].map(() => tick) });
    for (let i = 0; i < 100; i++) machine.add(`S${String(i % 3)}`);
    const { difference } = await run.end(machine);
    expect(difference).toBeUndefined();
  });

  it('is right between mutations that handlers make, and ones that are canceled or fail', async () => {
    let calls = 0;
    class Door extends Machine.of(defineSchema({ Open: { remove: ['Shut'] }, Shut: { remove: ['Open'] }, Seen: {} })) {
      OpenEnter() {
        return ++calls % 7 !== 0;
      }
      OpenState() {
        if (++calls % 5 === 0) this.toggle('Seen');
        if (calls % 13 === 0) throw new Error('it sticks');
      }
    }
    const run = new ComparedRun({ maxWaiting: 1e6 });
    const door = new Door({ id: 'door', tracers: run.tracers });
    for (let i = 0; i < 300; i++) door.add(i % 2 === 0 ? 'Open' : 'Shut');
    const { told, difference } = await run.end(door);
    expect(told.filter((line) => line.includes('"accepted":false')).length).toBeGreaterThan(20);
    expect(difference).toBeUndefined();
  });
});

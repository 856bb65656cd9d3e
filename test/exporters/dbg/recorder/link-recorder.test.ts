import { Machine, defineSchema, exportMachine, importMachine, type Tracer, type TransitionView } from 'statescope';
import { ComparedRun } from '../compared-run.js';
import { Door } from '../told-run.js';

const idOf = (line: string): string => (JSON.parse(line) as { id: string }).id;

describe('what is recorded of a machine for a debugger', () => {
  it('is right again after messages that found no room', async () => {
    const run = new ComparedRun({ maxWaiting: 20 });
    const door = new Door({ id: 'door', tracers: run.tracers });
    for (let burst = 0; burst < 5; burst++) {
      for (let i = 0; i < 50; i++) door.add(i % 2 === 0 ? 'Open' : 'Shut');
      await run.exporter.flush();
    }
    const [{ dropped } = { dropped: { queue_full: 0 } }] = run.exporter.stats();
    const { told, expected } = await run.end(door);
    expect(dropped.queue_full).toBeGreaterThan(300);
    // Queued records are named after the last transition that was told.
    const ended = told.filter((line) => !idOf(line).includes('-'));
    expect(ended.length).toBeGreaterThan(40);
    for (const line of ended) expect(expected).toContain(line);
  });

  it('is right again after a machine was put somewhere else', async () => {
    const run = new ComparedRun();
    const door = new Door({ id: 'door', tracers: run.tracers });
    for (const state of ['Open', 'Shut', 'Open'] as const) door.add(state);
    importMachine(door, { ...exportMachine(door), time: [0, 41, 10] });
    for (const state of ['Shut', 'Open', 'Shut'] as const) door.add(state);
    const { told, difference } = await run.end(door);
    expect(told.at(-1)).toContain('"clocks":[0,44,13]');
    expect(difference).toBeUndefined();
  });

  it('is right again after a record that is missing, as the program fails to show arguments', async () => {
    const run = new ComparedRun({ args: true });
    const logArgs = ({ key }: Readonly<Record<string, unknown>>) => {
      if (key === 'broken') throw new Error('no key');
      return {};
    };
    const Lock = Machine.of(defineSchema({ Open: {}, Shut: {} }));
    const lock = new Lock({ id: 'lock', tracers: run.tracers, logArgs });
    lock.add('Open');
    lock.remove('Open', { key: 'broken' });
    lock.add('Shut');
    lock.add('Open');
    const { told, expected } = await run.end(lock);
    expect(told).toHaveLength(6);
    expect(told.at(-1)).toBe(expected.at(-1));
    expect(told.at(-1)).toContain('"clocks":[0,3,1]');
  });

  it('is right for machines that tell the numbers of ids', async () => {
    const run = new ComparedRun();
    const [expected, exporter] = run.tracers as [Tracer, Tracer];
    const ids: string[] = [];
    const numbered: Tracer = {
      id: 'numbered',
      machineInit: (machine, selection) => exporter.machineInit?.(machine, selection),
      mutationQueued: (machine, mutation) => exporter.mutationQueued?.(machine, mutation),
      transitionEnd: (transition) => {
        ids.push(transition.id);
        exporter.transitionEnd?.(withNumber(transition));
      },
      machineDispose: (machine) => exporter.machineDispose?.(machine),
    };
    const door = new Door({ id: 'door', tracers: [expected, numbered] });
    for (let i = 0; i < 40; i++) door.add(i % 2 === 0 ? 'Open' : 'Shut');
    const { told, difference } = await run.end(door);
    expect(difference).toBeUndefined();
    expect(told.map(idOf).filter((id) => !id.includes('-'))).toEqual(ids);
  });
});

let reads = 0;

/** A transition whose number can be read always, but its id for the first one only. */
function withNumber(transition: TransitionView): TransitionView {
  return new Proxy(transition, {
    get(target, name) {
      if (name === 'idNumber') return Number.parseInt(target.id.slice(8), 16);
      if (name === 'id' && reads++ > 1) throw new Error('the id was read again');
      const value: unknown = Reflect.get(target, name, target);
      return value;
    },
  });
}

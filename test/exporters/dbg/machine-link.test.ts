import { DbgExporter, serveRpc } from '../../../src/exporters/dbg/index.js';
import { DebuggerDouble } from './debugger-double.js';
import { scriptedPeer, type Told } from './scripted-peer.js';
import { Door, toldRun } from './told-run.js';

describe('the way to a debugger', () => {
  it('has one call on its way to a debugger of the reference', async () => {
    const { told, stats } = await toldRun([{}]);
    expect(told).toMatchObject({ schemas: ['door'], mostAtOnce: { calls: 1 } });
    expect(told.transitions).toHaveLength(8);
    expect(stats).toMatchObject({ received: 9, exported: 9, waiting: 0, dropped: { queue_full: 0 } });
  });

  it('has many on their way to a receiver that keeps their order', async () => {
    const { told } = await toldRun([{ isOrdered: true }], {}, 40);
    expect(told.transitions).toHaveLength(80);
    expect(told.mostAtOnce.calls).toBeGreaterThan(20);
  });

  it.each([false, true])(
    'sends again what a dying debugger may not have taken, wherever it dies (ordered: %s)',
    async (isOrdered) => {
      const unharmed = await toldRun([{ isOrdered }]);
      let at = 1;
      for (let isDying = true; isDying; at += at < 1250 ? 37 : 3) {
        const { told, results, time, stats } = await toldRun([{ isOrdered, killedAfter: at }, { isOrdered }]);
        expect({ results, time }).toEqual({ results: unharmed.results, time: unharmed.time });
        expect(stats).toMatchObject({ exported: 9, waiting: 0 });
        expect(told.schemas.at(-1)).toBe('door');
        expect(new Set(told.transitions).size).toBe(8);
        // Behind the last byte nobody dies any more.
        isDying = stats?.errors === 1;
      }
      expect(at).toBeGreaterThan(1400);
    },
  );

  it('tells the schema first on each connection, and then what is left in its order', async () => {
    const { told, stats, connections } = await toldRun([{ killedAfter: 1350 }, { killedAfter: 1400 }, {}]);
    expect(connections()).toBe(3);
    expect(stats).toMatchObject({ exported: 9, errors: 2 });
    expect(told.schemas).toEqual(['door', 'door', 'door']);
    // Each connection goes on with what was not answered on the one before, so that nothing is told out of its order.
    const first = told.transitions.map((id, i) => told.transitions.indexOf(id) === i);
    const ids = told.transitions.filter((_, i) => first[i]);
    expect(ids).toEqual([...new Set(told.transitions)]);
    expect(ids).toHaveLength(8);
  });

  it.each([1, 700, 1500, 1700])('lets a machine be when a debugger hangs after byte %d', async (stalledAfter) => {
    const { results, stats } = await toldRun([{ stalledAfter }], { flushMs: 20 });
    expect(results).toEqual([0, 0, 0, 0]);
    expect((stats?.exported ?? 0) + (stats?.waiting ?? 0)).toBe(9);
  });

  it.each([false, true])(
    'waits for a debugger that reads and answers byte by byte (ordered: %s)',
    async (isOrdered) => {
      const { told, stats, results } = await toldRun([{ isOrdered, isSlow: true }]);
      expect(results).toEqual([0, 0, 0, 0]);
      expect(told.transitions).toHaveLength(8);
      expect(stats).toMatchObject({ exported: 9, errors: 0, waiting: 0 });
    },
  );

  it('goes on behind a message that was refused, which it counts and tells of once', async () => {
    const double = new DebuggerDouble();
    const server = await serveRpc(double, { port: 0, webSocketPort: false });
    const errors: unknown[] = [];
    const exporter = new DbgExporter({
      addresses: [`localhost:${String(server.port)}`],
      onError: (error) => void errors.push(error),
    });
    const door = new Door({ tracers: [exporter] });
    double.refusal = 'no room';
    door.add('Open');
    await exporter.flush();
    double.refusal = undefined;
    door.add('Shut');
    await exporter.flush();
    expect(exporter.stats()[0]).toMatchObject({ exported: 3, dropped: { refused: 2 }, errors: 2, waiting: 0 });
    expect(errors.map(String)).toEqual(['MachineError: the debugger refused a message: no room']);
    await exporter.shutdown();
    await server.close();
  });

  it('drops what finds no room while a debugger is silent, and counts it', async () => {
    const { told, stats } = await toldRun([{ silentAfter: 0 }], { maxWaiting: 10, flushMs: 20 }, 50);
    expect(told.transitions).toEqual([]);
    expect(stats).toMatchObject({ received: 101, exported: 0 });
    expect((stats?.waiting ?? 0) + (stats?.dropped.queue_full ?? 0)).toBe(101);
    expect(stats?.waiting).toBeLessThanOrEqual(12);
  });

  it('keeps within its bytes, whoever hangs', async () => {
    const { stats } = await toldRun([{ stalledAfter: 0 }], { maxBytes: 4096, flushMs: 20 }, 2000);
    expect(stats?.dropped.queue_full).toBeGreaterThan(3000);
    expect(stats?.waiting).toBeLessThan(1000);
  });

  it('drops what is left at the end, and counts it', async () => {
    const told: Told = { schemas: [], transitions: [], mostAtOnce: { calls: 0 } };
    const exporter = new DbgExporter({
      level: 'nothing',
      flushMs: 10,
      open: () => Promise.resolve(scriptedPeer(told, { silentAfter: 0 })),
    });
    const door = new Door({ tracers: [exporter] });
    door.add('Open');
    await exporter.shutdown();
    await exporter.shutdown();
    door.add('Shut');
    expect(exporter.stats()[0]).toMatchObject({ dropped: { shutdown: 3 }, waiting: 0, connected: 0 });
  });

  it('ends the connection of a machine that is disposed of, once all is told', async () => {
    const told: Told = { schemas: [], transitions: [], mostAtOnce: { calls: 0 } };
    const peer = scriptedPeer(told);
    const exporter = new DbgExporter({ level: 'nothing', stacks: false, open: () => Promise.resolve(peer) });
    const door = new Door({ tracers: [exporter] });
    const ended = new Promise((resolve) => peer.once('finish', resolve));
    door.add('Open');
    await door.dispose();
    await ended;
    expect(told.transitions.length).toBeGreaterThanOrEqual(2);
    expect(exporter.stats()[0]).toMatchObject({ connected: 0, waiting: 0 });
    await exporter.shutdown();
  });

  it('says once that nobody listens, and goes on trying, less and less often', async () => {
    const errors: unknown[] = [];
    const pauses: number[] = [];
    let waiting: (() => void) | undefined;
    const exporter = new DbgExporter({
      open: () => Promise.reject(new Error('refused')),
      onError: (error) => void errors.push(error),
      timers: {
        setTimeout: (call, ms) => {
          if (ms === 0) setImmediate(call);
          else {
            pauses.push(ms);
            waiting = call;
          }
          return ms;
        },
        clearTimeout: () => undefined,
      },
    });
    const door = new Door({ tracers: [exporter] });
    for (let i = 0; i < 10; i++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      waiting?.();
    }
    expect(errors).toHaveLength(1);
    expect(pauses.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000);
    await exporter.shutdown();
    await door.dispose();
  });

  it('shows so many machines and no more, and says so', async () => {
    const told: Told = { schemas: [], transitions: [], mostAtOnce: { calls: 0 } };
    const errors: unknown[] = [];
    const exporter = new DbgExporter({
      maxMachines: 2,
      onError: (error) => void errors.push(error),
      open: () => Promise.resolve(scriptedPeer(told)),
    });
    const doors = ['a', 'b', 'c', 'd'].map((id) => new Door({ id, tracers: [exporter] }));
    await exporter.flush();
    expect(told.schemas).toEqual(['a', 'b']);
    expect(exporter.stats()[0]?.notShown).toBe(2);
    expect(String(errors[0])).toContain('raise maxMachines');
    await exporter.shutdown();
    await Promise.all(doors.map((door) => door.dispose()));
  });

  it('tells several debuggers, each as fast as it goes', async () => {
    const tolds: Told[] = [0, 1].map(() => ({ schemas: [], transitions: [], mostAtOnce: { calls: 0 } }));
    const exporter = new DbgExporter({
      addresses: ['localhost:1', 'localhost:2'],
      level: 'nothing',
      stacks: false,
      flushMs: 50,
      open: (address) => {
        const isFirst = address.kind === 'tcp' && address.port === 1;
        return Promise.resolve(scriptedPeer(tolds[isFirst ? 0 : 1] as Told, isFirst ? { silentAfter: 0 } : {}));
      },
    });
    const door = new Door({ tracers: [exporter] });
    door.add('Open');
    await exporter.flush();
    expect(exporter.stats().map(({ address, exported }) => [address, exported])).toEqual([
      ['localhost:1', 0],
      ['localhost:2', 3],
    ]);
    await exporter.shutdown();
    await door.dispose();
  });
});

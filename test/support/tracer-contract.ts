import { Machine, SELECT_ALL, args, defineSchema } from '../../src/index.js';
import type { EventOf, Tracer } from '../../src/index.js';
import { RecordingTracer } from '../../src/testing/index.js';

const schema = defineSchema({
  Start: {},
  Ready: { auto: true, require: ['Start'] },
  Tick: { multi: true, args: args<{ n: number }>() },
  Vetoed: {},
  Broken: {},
  Slow: {},
  Locked: { require: ['Never'] },
  Never: {},
});
type Contracted = typeof schema;

class Subject extends Machine.of(schema) {
  readonly seen: string[] = [];

  TickEnter(e: EventOf<Contracted, 'Tick'>) {
    return e.args.n > 0;
  }
  TickState(e: EventOf<Contracted, 'Tick'>) {
    this.seen.push(`tick ${String(e.args.n)}`);
  }
  VetoedEnter() {
    return false;
  }
  BrokenState() {
    throw new Error('broken on purpose');
  }
  async SlowState(e: EventOf<Contracted, 'Slow'>) {
    await Promise.resolve();
    this.seen.push(e.signal.aborted ? 'aborted' : 'slow');
    if (!e.signal.aborted) throw new Error('rejected on purpose');
  }
}

/** Everything a machine can do, in one go; returns what can be observed of it from outside. */
async function live(tracers: readonly Tracer[]): Promise<unknown> {
  const machine = new Subject({ id: 'subject', tracers, logLevel: 0, queueLimit: 3 });
  const results = [
    machine.add('Start'),
    machine.add('Tick', { n: 1 }),
    machine.add('Tick', { n: 2 }),
    machine.add('Tick', { n: 0 }),
    machine.canAdd('Vetoed'),
    machine.add('Vetoed'),
    machine.add('Locked'),
    machine.add('Broken'),
    machine.remove(['Broken', 'Exception']),
    machine.addErr(new Error('added by hand')),
    machine.set(['Start', 'Slow']),
  ];
  const child = machine.submachine(Subject, { id: 'child', tracers });
  results.push(child.add('Start'));
  machine.log('a line\nof two');
  await new Promise((resolve) => setImmediate(resolve));
  results.push(machine.add('Never'), machine.remove('Slow'));
  const alive = { states: machine.activeStates(), time: machine.time(), tick: machine.queueTick };
  await child.dispose();
  await machine.dispose();
  results.push(machine.add('Start'));
  return { results, alive, seen: machine.seen, error: machine.err?.message };
}

/** The tracer with every callback wrapped so that what it throws is kept; the machine itself would hide it. */
function watched(tracer: Tracer, thrown: unknown[]): Tracer {
  return new Proxy(tracer, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        try {
          return Reflect.apply(value, target, given);
        } catch (error) {
          thrown.push([key, error]);
          throw error;
        }
      };
    },
  });
}

/**
 * What every tracer owes (see the docstring of `Tracer`); call it in a test file.
 * @param makeTracer a new tracer that exports to nowhere; called once for each test
 */
export function tracerContract(makeTracer: () => Tracer | Promise<Tracer>): void {
  describe('the contract of tracers', () => {
    test('it throws nothing', async () => {
      const thrown: unknown[] = [];
      const tracer = await makeTracer();
      await live([watched(tracer, thrown)]);
      await tracer.shutdown?.();
      expect(thrown).toEqual([]);
    });

    test('the machine does the same with it as without', async () => {
      const tracer = await makeTracer();
      const [without, with_] = [await live([]), await live([tracer])];
      await tracer.shutdown?.();
      expect(with_).toEqual(without);
    });

    test('other tracers see the same beside it', async () => {
      const shapeOf = ({ records }: RecordingTracer) =>
        records.map(({ callback, machineId, handler, reason }) => [callback, machineId, handler?.name, reason]);
      const witness = () => new RecordingTracer({ id: 'witness', logLevel: 2 });
      const [alone, beside] = [witness(), witness()];
      await live([alone]);
      const tracer = await makeTracer();
      await live([tracer, beside]);
      await tracer.shutdown?.();
      expect(shapeOf(beside)).toEqual(shapeOf(alone));
    });

    test('it can be bound late, detached in the middle of the machine’s life, and bound again', async () => {
      const thrown: unknown[] = [];
      const inner = await makeTracer();
      const tracer = watched(inner, thrown);
      const machine = new Subject({ id: 'late' });
      machine.add('Start');
      machine.bindTracer(tracer, SELECT_ALL);
      machine.add('Slow');
      machine.detachTracer(tracer.id);
      await new Promise((resolve) => setImmediate(resolve));
      machine.add('Tick', { n: 1 });
      machine.bindTracer(tracer, SELECT_ALL);
      machine.add('Tick', { n: 2 });
      await machine.dispose();
      await inner.shutdown?.();
      expect(thrown).toEqual([]);
    });

    test('it can be detached by a handler, in the middle of a transition', async () => {
      const thrown: unknown[] = [];
      const inner = await makeTracer();
      const tracer = watched(inner, thrown);
      class Detaching extends Subject {
        StartState() {
          this.detachTracer(tracer.id);
          this.bindTracer(tracer, SELECT_ALL);
        }
      }
      const machine = new Detaching({ id: 'detaching', tracers: [tracer] });
      expect(machine.add('Start')).toBe(0);
      expect(machine.is('Start', 'Ready')).toBe(true);
      await inner.shutdown?.();
      expect(thrown).toEqual([]);
    });

    test('flush and shutdown can be called twice and do not reject; what comes after is ignored', async () => {
      const thrown: unknown[] = [];
      const tracer = await makeTracer();
      const machine = new Subject({ id: 'subject', tracers: [watched(tracer, thrown)] });
      machine.add('Start');
      await tracer.flush?.();
      await tracer.flush?.();
      await Promise.all([tracer.shutdown?.(), tracer.shutdown?.()]);
      machine.add('Tick', { n: 1 });
      await machine.dispose();
      await tracer.flush?.();
      expect(thrown).toEqual([]);
    });
  });
}

import { Machine, args, defineSchema } from '../../engine/index.js';
import type { EventOf } from '../../engine/index.js';
import type { Tracer } from '../../tracer/index.js';

const schema = defineSchema({
  Start: {},
  Ready: { auto: true, require: ['Start'] },
  Tick: { multi: true, args: args<{ n: number }>() },
  Vetoed: {},
  Broken: {},
  Slow: {},
  Busy: {},
  Late: {},
  Locked: { require: ['Never'] },
  Never: { remove: ['Late'] },
});
type Schema = typeof schema;
const STATES = [...(Object.keys(schema) as (keyof Schema)[]), 'Exception'] as const;

/** A machine that can do whatever a machine can do. */
export class Subject extends Machine.of(schema) {
  readonly seen: string[] = [];

  TickEnter(e: EventOf<Schema, 'Tick'>) {
    return e.args.n > 0;
  }
  TickState(e: EventOf<Schema, 'Tick'>) {
    this.seen.push(`tick ${String(e.args.n)}`);
  }
  VetoedEnter() {
    return false;
  }
  BrokenState() {
    throw new Error('broken on purpose');
  }
  /** Queues more than there is room for. */
  BusyState(e: EventOf<Schema, 'Busy'>) {
    for (let n = 1; n <= 5; n++) this.add('Tick', { n }, { source: e });
  }
  async SlowState(e: EventOf<Schema, 'Slow'>) {
    await Promise.resolve();
    this.seen.push(e.signal.aborted ? 'aborted' : 'slow');
    if (!e.signal.aborted) throw new Error('rejected on purpose');
  }
  /** Settles after its state has ended. */
  async LateState(e: EventOf<Schema, 'Late'>) {
    await new Promise<void>((resolve) => e.signal.addEventListener('abort', () => resolve()));
    this.seen.push('late');
  }
}

/** Time enough for promises to settle. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Everything a machine can do, in one go: accepted, canceled, checked and rejected mutations, errors, promises that settle, fail
 * and come too late, submachines, another order of states, its end and what comes after. Returns what can be seen of it from outside.
 */
export async function live(tracers: readonly Tracer[]): Promise<unknown> {
  const machine = new Subject({ id: 'subject', tracers, queueLimit: 3, tags: ['contract'] });
  const results: unknown[] = [
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
    machine.add('Busy'),
    machine.set(['Start', 'Slow']),
    machine.add('Late'),
  ];
  results.push(...(await liveBelow(machine, tracers)));
  machine.log('a line\nof two');
  machine.verifyStates([...STATES].reverse());
  await settled();
  results.push(machine.add('Never'), machine.remove('Slow'));
  await settled();
  const alive = { states: machine.activeStates(), time: machine.time(), tick: machine.queueTick };
  await machine.dispose();
  results.push(machine.add('Start'));
  await settled();
  return { results, alive, seen: machine.seen, error: machine.err?.message };
}

/** Two levels of submachines: one ends before its parent, one after. */
async function liveBelow(machine: Subject, tracers: readonly Tracer[]): Promise<readonly unknown[]> {
  const child = machine.submachine(Subject, { id: 'child', tracers });
  const grandchild = child.submachine(Subject, { id: 'grandchild', tracers });
  const orphan = machine.submachine(Subject, { id: 'orphan' });
  const results = [child.add('Start'), grandchild.add('Late'), orphan.add('Start')];
  await child.dispose();
  results.push(grandchild.add('Broken'));
  await grandchild.dispose();
  return results;
}

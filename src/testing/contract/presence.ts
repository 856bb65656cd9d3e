import { SELECT_ALL } from '../../tracer/index.js';
import type { CreateTracer } from './conduct.js';
import { Subject, settled } from './subject.js';
import { none, same } from './verdict.js';
import { watchedTracer } from './watched-tracer.js';

/** Binding, detaching and binding again while a machine lives. */
export async function canBeBoundLate(create: CreateTracer): Promise<void> {
  const thrown: string[] = [];
  const inner = await create();
  const tracer = watchedTracer(inner, thrown);
  const machine = new Subject({ id: 'late' });
  machine.add('Start');
  machine.bindTracer(tracer, SELECT_ALL);
  machine.add('Slow');
  machine.detachTracer(tracer.id);
  await settled();
  machine.add('Tick', { n: 1 });
  machine.bindTracer(tracer, SELECT_ALL);
  machine.add('Tick', { n: 2 });
  machine.submachine(Subject, { id: 'child', tracers: [tracer] }).add('Start');
  await machine.dispose();
  await inner.shutdown?.();
  none('it throws', thrown);
}

/** Detaching and binding again while a transition runs. */
export async function canBeDetachedWithin(create: CreateTracer): Promise<void> {
  const thrown: string[] = [];
  const inner = await create();
  const tracer = watchedTracer(inner, thrown);
  const machine = new Subject({ id: 'detaching', tracers: [tracer] });
  machine.bindHandlers({
    StartState: () => {
      machine.detachTracer(tracer.id);
      machine.bindTracer(tracer, SELECT_ALL);
    },
  });
  const result = machine.add('Start');
  same('the machine behaves otherwise', [result, machine.is('Start', 'Ready')], [0, true]);
  await machine.dispose();
  await inner.shutdown?.();
  none('it throws', thrown);
}

/** `flush` and `shutdown` at any time, any number of times. */
export async function ends(create: CreateTracer): Promise<void> {
  const thrown: string[] = [];
  const tracer = await create();
  const machine = new Subject({ id: 'subject', tracers: [watchedTracer(tracer, thrown)] });
  machine.add('Start');
  await tracer.flush?.();
  await Promise.all([tracer.flush?.(), tracer.flush?.()]);
  await Promise.all([tracer.shutdown?.(), tracer.shutdown?.()]);
  machine.add('Tick', { n: 1 });
  machine.add('Slow');
  await settled();
  await machine.dispose();
  await tracer.flush?.();
  await tracer.shutdown?.();
  none('it throws', thrown);
}

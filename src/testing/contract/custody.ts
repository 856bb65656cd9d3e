import type { MachineView, TransitionView } from '../../tracer/index.js';
import { survivors } from '../garbage.js';
import type { CreateTracer } from './conduct.js';
import { GuardedViews } from './guarded-views.js';
import { Subject, live } from './subject.js';
import { none } from './verdict.js';
import { watchedTracer } from './watched-tracer.js';

/** Nothing it is shown is written, nothing is read once it is over. */
export async function onlyLooks(create: CreateTracer): Promise<void> {
  const tracer = await create();
  const views = new GuardedViews(tracer.writesTraceContext === true);
  const transitions = new Set<object>();
  const machines = new Set<object>();
  const watched = watchedTracer(tracer, [], (callback, given) => {
    if (callback === 'transitionEnd') transitions.add(given[0] as TransitionView);
    if (callback === 'machineDispose') machines.add(given[0] as MachineView);
    return given.map((value, at) => views.guard(value, `${callback}(${at})`));
  });
  await live([watched]);
  // Promises of the last handlers have settled: nothing shown so far may be needed any more.
  for (const over of [...transitions, ...machines]) views.end(over);
  await tracer.flush?.();
  await tracer.shutdown?.();
  none('it does more than look', [...views.violations]);
}

/** Machines and transitions can be collected, those of machines that were dropped without disposal too. */
export async function letsGo(create: CreateTracer): Promise<void> {
  const tracer = await create();
  const references: WeakRef<object>[] = [];
  const watched = watchedTracer(tracer, [], (callback, given) => {
    if (callback === 'machineInit' || callback === 'transitionEnd') references.push(new WeakRef(given[0] as object));
    return given;
  });
  await live([watched]);
  // One that is dropped without being disposed of.
  new Subject({ id: 'dropped', tracers: [watched] }).add('Start');
  const alive = await survivors(references);
  await tracer.shutdown?.();
  none('it keeps alive', alive.map(nameOfView));
}

function nameOfView(view: object): string {
  if (!('machine' in view)) return `the machine ${(view as MachineView).id}`;
  const { machine, mutation } = view as TransitionView;
  return `the transition [${mutation.type}] ${mutation.called.join(' ')} of ${machine.id}`;
}

// The built package, a ring of two states with four handlers, with more or less telemetry.
import { Logged, Metered, Traced } from 'statescope/decorators';
import { ringSchema, stateNames } from '../lib/workload.mjs';
import { classOf, ringJob } from './ours.mjs';

const ring = (h = 4) => classOf(ringSchema(2), stateNames(2), h);
const job = (machine) => ringJob(machine, 2, 4);

/** What `@Traced() @Metered() @Logged()` on the class, and on its handlers, do. */
const decorated = () => {
  const Ring = ring();
  for (const decorator of [Traced(), Metered(), Logged()]) {
    for (const name of ['S0Enter', 'S0State', 'S0Exit', 'S0End']) {
      decorator(Ring.prototype, name, Object.getOwnPropertyDescriptor(Ring.prototype, name));
    }
    decorator(Ring);
  }
  return Ring;
};

const none = () => {};

/** Names every callback a tracer can have; empty ones. */
export const everyCallback = () => ({
  id: 'empty',
  machineInit: none,
  mutationQueued: none,
  mutationRejected: none,
  transitionInit: none,
  transitionStart: none,
  transitionFinals: none,
  transitionEnd: none,
  handlerStart: none,
  handlerEnd: none,
  handlerSettled: none,
  queueEnd: none,
});

export const jobs = {
  never: () => job(new (ring())()),
  'decorated-off': () => job(new (decorated())()),
  'tracer-without-callbacks': () => job(new (ring())({ tracers: [{ id: 'nothing' }] })),
  'tracer-of-empty-callbacks': () => job(new (ring())({ tracers: [everyCallback()] })),
};

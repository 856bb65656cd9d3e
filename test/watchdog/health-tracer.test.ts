import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate as turn } from 'node:timers/promises';
import { HealthTracer } from '../../src/watchdog/index.js';
import { Machine, basicStates, defineSchema, setSchema } from '../../src/index.js';
import { FakeClock, tracerContract } from '../../src/testing/index.js';
import { startScope, stopScopes } from '../support/scopes.js';
import { Feed, Item, Plain } from '../support/machines.js';

class Checked extends Machine.of(defineSchema({ ...basicStates })) {}

const EVERY_MS = 30_000;

function bound(options: ConstructorParameters<typeof HealthTracer>[0] = {}) {
  const timers = new FakeClock();
  const tracer = new HealthTracer({ timers, ...options });
  const machine = new Checked({ id: 'm', tracers: [tracer] });
  return { timers, tracer, machine };
}

afterEach(stopScopes);

describe('health checks', () => {
  tracerContract({ create: () => new HealthTracer() });
});

test('a machine that has the state is checked from the binding on until it is detached', () => {
  const { machine, timers, tracer } = bound();
  timers.advance(2 * EVERY_MS);
  expect(machine.tick('Healthcheck')).toBe(3);
  machine.detachTracer(tracer.id);
  timers.advance(EVERY_MS);
  expect([machine.tick('Healthcheck'), timers.pendingTimers]).toEqual([3, 0]);
  machine.bindTracer(tracer);
  timers.advance(EVERY_MS);
  expect(machine.tick('Healthcheck')).toBe(5);
});

test('machines without the state are left alone, until a new schema gives it to them', () => {
  const { timers, tracer } = bound();
  const plain = new Plain({ tracers: [tracer] });
  expect(timers.pendingTimers).toBe(1);
  const larger = { Start: {}, Busy: { require: ['Start'] }, Exception: { multi: true }, Healthcheck: { multi: true } };
  setSchema(plain, larger, [...plain.stateNames, 'Healthcheck']);
  expect(timers.pendingTimers).toBe(2);
  timers.advance(EVERY_MS);
  expect(plain.view.tick('Healthcheck')).toBe(1);
});

test('an end of the machine, or of the tracer, ends the checks', async () => {
  const { machine, timers, tracer } = bound();
  const other = new Checked({ tracers: [tracer] });
  await machine.dispose();
  expect(timers.pendingTimers).toBe(1);
  await tracer.shutdown();
  await tracer.shutdown();
  expect(timers.pendingTimers).toBe(0);
  other.bindTracer(new HealthTracer({ timers, id: 'next' }));
  new Checked({ tracers: [tracer] });
  expect(timers.pendingTimers).toBe(1);
});

test('what a check throws is told, and checks go on', () => {
  const errors: unknown[] = [];
  const timers = new FakeClock();
  const tracer = new HealthTracer({ timers, onError: (error) => errors.push(error) });
  const failing = (): void => {
    throw new Error('observer');
  };
  new Checked({ tracers: [tracer], onChange: failing });
  timers.advance(2 * EVERY_MS);
  expect(errors).toEqual([new Error('observer'), new Error('observer')]);
});

test('submachines inherit it as its rules say', () => {
  const tracer = new HealthTracer({ inherit: { unmarked: true }, timers: new FakeClock() });
  startScope();
  const child = new Plain({ tracers: [tracer] }).submachine(Plain);
  expect(child.tracers).toContain(tracer);
  const none = new HealthTracer({ inherit: false, timers: new FakeClock() });
  expect(new Feed({ tracers: [none] }).submachine(Item).tracers).toEqual([]);
});

test('neither checks nor their timers keep a machine that was let go', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { timers, tracer } = bound();
  const ref = new WeakRef(new Checked({ tracers: [tracer] }));
  for (let round = 0; round < 10 && ref.deref() !== undefined; round++) {
    await turn();
    collect();
  }
  expect(ref.deref()).toBeUndefined();
  timers.advance(EVERY_MS);
  await turn();
  expect(timers.pendingTimers).toBeLessThanOrEqual(1);
});

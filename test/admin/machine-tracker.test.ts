import { Logged, Traced } from '../../decorators/index.js';
import { MachineList, MachineTracker } from '../../src/admin/index.js';
import { args, defineSchema, eventSource, Machine } from '../../src/index.js';
import type { EventOf } from '../../src/index.js';
import { FakeClock } from '../../src/testing/index.js';
import { startScope, stopScopes } from '../support/scopes.js';
import { tracerContract } from '../../src/testing/index.js';

afterEach(stopScopes);

const schema = defineSchema({
  Start: {},
  Busy: { require: ['Start'], multi: true, args: args<{ url: string; pin: string; note: string }>() },
  Locked: {},
  Broken: {},
  Idle: { auto: true, require: ['Start'] },
});
type On<S extends 'Busy' | 'Locked'> = EventOf<typeof schema, S>;

@Traced({ args: ['url', 'pin'] })
@Logged({ secret: ['pin'] })
class Job extends Machine.of(schema) {
  @Traced({ args: ['note'] })
  async BusyState(e: On<'Busy'>) {
    await new Promise<void>((resolve) => e.signal.addEventListener('abort', () => resolve()));
  }
  LockedEnter() {
    return false;
  }
  BrokenState() {
    throw new RangeError('out of paper');
  }
}

const BUSY = { url: 'https://example.org/a/long/path', pin: '1234', note: 'soon' };

const tracked = () => {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const tracker = new MachineTracker(clock.now);
  const scope = startScope({ tracers: [tracker] });
  return { clock, scope, tracker, list: new MachineList(scope, tracker) };
};

tracerContract({ create: () => new MachineTracker() });

test('a state is told with the time and the transition that put it there', () => {
  const { clock, list } = tracked();
  const job = new Job({ id: 'job' });
  clock.advance(1000);
  job.add('Start');
  clock.advance(1000);
  job.add('Start');
  expect(list.detail('job')?.states).toEqual([
    {
      name: 'Start',
      tick: 1,
      since: '2026-01-01T00:00:01.000Z',
      cause: { transitionId: expect.any(String) as string, mutation: '[add] Start', auto: false },
    },
    {
      name: 'Idle',
      tick: 1,
      since: '2026-01-01T00:00:01.000Z',
      cause: expect.objectContaining({ auto: true }) as object,
    },
  ]);
});

test('a Multi state that is entered again is told with the last entry, and with its source', () => {
  const { clock, list } = tracked();
  const job = new Job({ id: 'job' });
  job.set(['Start', 'Busy'], BUSY);
  clock.advance(5);
  job.add('Busy', BUSY, { source: eventSource('boss', 'abc') });
  const busy = list.detail('job')?.states.find(({ name }) => name === 'Busy');
  expect(busy).toMatchObject({
    tick: 3,
    since: '2026-01-01T00:00:00.005Z',
    cause: { source: { machineId: 'boss', transitionId: 'abc' } },
  });
});

test('of the arguments only those are shown that a mark allows, cut short, and never a secret', () => {
  const { list } = tracked();
  const job = new Job({ id: 'job' });
  job.set(['Start', 'Busy'], BUSY);
  const busy = list.detail('job')?.states.find(({ name }) => name === 'Busy');
  expect(busy?.cause?.args).toEqual({ url: 'https://example.o...', note: 'soon' });
  expect(JSON.stringify(list.detail('job'))).not.toContain('1234');
});

test('the last rejection is told with what vetoed it', () => {
  const { clock, list } = tracked();
  const job = new Job({ id: 'job' });
  clock.advance(7);
  job.add('Locked');
  expect(list.detail('job')?.lastRejection).toMatchObject({
    at: '2026-01-01T00:00:00.007Z',
    mutation: '[add] Locked',
    reason: 'handler',
    by: 'LockedEnter',
  });
  job.add('Busy', BUSY);
  expect(list.detail('job')?.lastRejection).toMatchObject({ reason: 'require', by: 'Start' });
});

test('asking whether a mutation could run is no rejection', () => {
  const { list } = tracked();
  const job = new Job({ id: 'job' });
  job.canAdd('Locked');
  expect(list.detail('job')?.lastRejection).toBeUndefined();
});

test('a mutation that does not fit into the queue is told as rejected', () => {
  const { list } = tracked();
  const job = new Job({ id: 'job', queueLimit: 0 });
  job.add('Start');
  expect(list.detail('job')?.lastRejection).toMatchObject({ mutation: '[add] Start', reason: 'queue_limit' });
});

test('a promise runs until it settles; more than a hundred are counted', async () => {
  const { clock, list } = tracked();
  const job = new Job({ id: 'job' });
  job.set(['Start', 'Busy'], BUSY);
  expect(list.detail('job')).toMatchObject({
    running: [{ handler: 'BusyState', since: '2026-01-01T00:00:00.000Z' }],
    runningCount: 1,
  });
  clock.advance(1);
  for (let i = 0; i < 149; i++) job.add('Busy', BUSY);
  expect(list.detail('job')?.runningCount).toBe(150);
  expect(list.detail('job')?.running).toHaveLength(100);
  await new Promise((resolve) => setImmediate(resolve));
  expect(list.detail('job')?.runningCount).toBe(1);
  job.remove('Busy');
  await new Promise((resolve) => setImmediate(resolve));
  expect(list.detail('job')).toMatchObject({ running: [], runningCount: 0 });
});

test('the error behind Exception is told while Exception is active', () => {
  const { list } = tracked();
  const job = new Job({ id: 'job' });
  job.add('Broken');
  expect(list.detail('job')).toMatchObject({
    error: { type: 'RangeError', message: 'out of paper' },
    lastRejection: { mutation: '[add] Broken', reason: 'error', by: 'BrokenState' },
  });
  job.remove('Exception');
  expect(list.detail('job')).not.toHaveProperty('error');
});

test('of errors the configuration may let out the type alone', () => {
  const tracker = new MachineTracker();
  const scope = startScope({ tracers: [tracker], overrides: { logged: { errors: 'type' } } });
  const job = new Job({ id: 'job' });
  job.add('Broken');
  expect(new MachineList(scope, tracker).detail('job')?.error).toEqual({ type: 'RangeError', message: 'RangeError' });
});

test('what happened before a machine was observed is left open', () => {
  const { scope, list } = tracked();
  const job = new Job({ id: 'job' });
  job.add('Start');
  scope.toggle('Job', false);
  expect(list.detail('job')).toMatchObject({ observed: false, states: [{ name: 'Start', tick: 1 }, { name: 'Idle' }] });
  scope.toggle('Job', undefined);
  expect(list.detail('job')?.observed).toBe(true);
  expect(list.detail('job')?.states[0]).toEqual({ name: 'Start', tick: 1 });
});

test('a machine that is disposed is not told any more', async () => {
  const { list, tracker } = tracked();
  const job = new Job({ id: 'job' });
  await job.dispose();
  expect(list.detail('job')).toBeUndefined();
  expect(tracker.trackOf(job.view)).toBeUndefined();
});

test('a detail holds clocks, submachines and tracers', () => {
  const { list, tracker } = tracked();
  const job = new Job({ id: 'job', tags: ['night'] });
  job.submachine(Job, { id: 'part' });
  job.add('Start');
  expect(list.detail('job')).toMatchObject({
    tags: ['night'],
    clocks: { Start: 1, Idle: 1, Locked: 0 },
    submachines: ['part'],
    tracers: [tracker.id],
    waiting: [],
    queue: { length: 0 },
  });
  expect(list.detail('part')).toMatchObject({ parentId: 'job' });
});

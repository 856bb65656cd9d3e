import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RecordingTracer } from '../../src/testing/index.js';
import { Machine } from '../../src/index.js';
import type * as Root from '../../src/index.js';
import type * as Instrument from '../../src/instrument/index.js';
import { Feed } from '../support/machines.js';
import { startScope, stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

/** Another copy of the package, as when its two module formats are loaded. */
function anotherCopy(): typeof Instrument {
  let copy: typeof Instrument | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual<typeof Instrument>('../../src/instrument/index.js');
  });
  if (copy === undefined) throw new Error('no copy was loaded');
  return copy;
}

/** The class of machines of another copy. */
function anotherMachine() {
  let copy: typeof Root | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual<typeof Root>('../../src/index.js');
  });
  if (copy === undefined || copy.Machine === Machine) throw new Error('no copy was loaded');
  return copy.Machine.of({ Start: {} });
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  // What a WeakRef was made of or read from lives to the end of its job.
  await new Promise((resolve) => setImmediate(resolve));
  gc();
}

test('machines and telemetry of two copies of the package find each other', () => {
  const { TelemetryScope } = anotherCopy();
  const early = new Feed();
  const tracer = new RecordingTracer({ signal: 'traced' });
  const scope = new TelemetryScope({ tracers: [tracer] });
  scope.start();
  try {
    expect([early.tracers, new Feed().tracers]).toEqual([[tracer], [tracer]]);
  } finally {
    scope.stop();
  }
});

test('a machine takes a parent of the other copy, and none below itself', () => {
  const feed = new Feed({ id: 'feed' });
  const copied = anotherMachine();
  const item = new copied({ id: 'item' });
  item.adoptParent(feed);
  expect(item.parent).toBe(feed);
  expect(() => {
    feed.adoptParent(item);
  }).toThrow("feed can't be above itself");
});

test('neither waiting nor being observed keeps a machine alive', async () => {
  const waiting = (() => new WeakRef(new Feed()))();
  await collectGarbage();
  expect(waiting.deref()).toBeUndefined();
  const scope = startScope({ tracers: [{ id: 'nothing', signal: 'traced' }] });
  const observed = (() => new WeakRef(new Feed()))();
  await collectGarbage();
  expect(observed.deref()).toBeUndefined();
  expect(scope.machines).toEqual([]);
});

import { bindByHand, handleOf } from '../../../src/exporters/shared/index.js';
import { RecordingTracer } from '../../../src/testing/index.js';
import { Feed, Item } from '../../support/machines.js';

test('a handle binds, flushes, and detaches when it is disposed of, once', async () => {
  const tracer = new RecordingTracer();
  const feed = new Feed();
  const handle = bindByHand(feed, tracer, true);
  expect([handle.id, feed.tracers]).toEqual(['recording', [tracer]]);
  await handle.flush();
  await Promise.all([handle.dispose(), handle.dispose(), handle[Symbol.asyncDispose]()]);
  expect([feed.tracers, tracer.flushes, tracer.shutdowns]).toEqual([[], 1, 1]);
  expect(tracer.of('machineDetach')).toHaveLength(1);
});

test('a tracer that is not owned is flushed and left running', async () => {
  const tracer = new RecordingTracer();
  const [a, b] = [new Feed(), new Feed()];
  const handle = bindByHand(a, tracer, false);
  bindByHand(b, tracer, false);
  await handle.dispose();
  expect([a.tracers, b.tracers, tracer.flushes, tracer.shutdowns]).toEqual([[], [tracer], 1, 0]);
});

test('submachines inherit what was bound, and keep it', async () => {
  const tracer = new RecordingTracer();
  const feed = new Feed();
  const handle = bindByHand(feed, tracer, false);
  const item = feed.submachine(Item);
  await handle.dispose();
  expect(item.tracers).toEqual([tracer]);
});

test('a second tracer of the same id is an error that says what to do', () => {
  const feed = new Feed({ id: 'feed', tracers: [new RecordingTracer()] });
  const again = (): unknown => bindByHand(feed, new RecordingTracer(), true);
  expect(again).toThrow(
    'feed has a tracer "recording" already: dispose of its handle first, or give the new one another',
  );
});

test('disposing leaves alone what somebody else bound in its place', async () => {
  const feed = new Feed();
  const handle = bindByHand(feed, new RecordingTracer(), true);
  feed.detachTracer('recording');
  const other = new RecordingTracer();
  feed.bindTracer(other);
  await handle.dispose();
  expect(feed.tracers).toEqual([other]);
});

test('none of its verbs rejects, whatever the tracer does', async () => {
  const tracer = new RecordingTracer();
  tracer.flush = () => Promise.reject(new Error('late'));
  tracer.shutdown = () => {
    throw new Error('at once');
  };
  const handle = bindByHand(new Feed(), tracer, true);
  await expect(handle.flush()).resolves.toBeUndefined();
  await expect(handle.dispose()).resolves.toBeUndefined();
});

test('verbs that have nothing to do are fine', async () => {
  const handle = handleOf('idle', { flush: () => undefined, dispose: () => undefined });
  await expect(Promise.all([handle.flush(), handle.dispose()])).resolves.toBeDefined();
});

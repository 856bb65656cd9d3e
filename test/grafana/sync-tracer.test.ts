import { Machine, defineSchema } from '../../src/index.js';
import { GrafanaSyncTracer } from '../../src/grafana/index.js';
import type { GrafanaSyncOptions } from '../../src/grafana/index.js';
import { FakeClock, tracerContract } from '../../src/testing/index.js';
import { FakeGrafana } from '../support/grafana-server.js';

class Feed extends Machine.of(defineSchema({ Start: {} })) {}

const NOWHERE = { url: 'http://127.0.0.1:9', token: 'secret', name: 'x' };

let grafana: FakeGrafana;
beforeEach(async () => {
  grafana = await FakeGrafana.start();
});
afterEach(() => grafana.close());

function tracerOf(options: Partial<GrafanaSyncOptions> = {}) {
  const [warnings, errors]: [string[], unknown[]] = [[], []];
  const tracer = new GrafanaSyncTracer({
    url: grafana.url,
    token: 'secret',
    name: 'Board',
    layout: 'legacy',
    timers: new FakeClock(),
    inherit: { unmarked: true },
    warn: (text) => warnings.push(text),
    onError: (error) => errors.push(error),
    ...options,
  });
  return { tracer, warnings, errors };
}

/** Titles of the rows that Grafana has. */
const rows = () =>
  [...grafana.dashboards.values()].flatMap(({ dashboard }) =>
    (dashboard['panels'] as readonly { type: string; title: string }[])
      .filter(({ type }) => type === 'row')
      .map(({ title }) => title),
  );

const uploads = () => grafana.writes.filter(({ path }) => path === '/api/dashboards/db').length;

test('a machine that is bound, and each submachine below, has rows of its own', async () => {
  const { tracer } = tracerOf();
  const parent = new Feed({ id: 'feed', tracers: [tracer] });
  const child = new Feed({ id: 'item', parent });
  new Feed({ id: 'part', parent: child });
  await tracer.flush();
  expect(rows()).toEqual(['Mach: feed', 'Logs: feed', 'Mach: item', 'Logs: item', 'Mach: part', 'Logs: part']);
  expect(uploads()).toBe(1);
  await tracer.shutdown();
});

test('nothing is uploaded within the delay, and machines do not wait', () => {
  const clock = new FakeClock();
  const { tracer } = tracerOf({ timers: clock });
  const feed = new Feed({ tracers: [tracer] });
  expect(feed.add('Start')).toBe(0);
  expect([clock.pendingTimers, grafana.requests.length]).toEqual([1, 0]);
});

test('layout overview is uploaded without a machine, and once', async () => {
  const { tracer } = tracerOf({ layout: 'overview' });
  tracer.start();
  await tracer.flush();
  new Feed({ tracers: [tracer] });
  await tracer.flush();
  expect(uploads()).toBe(1);
});

test('a machine that is made again under its id has its rows once', async () => {
  const { tracer } = tracerOf();
  await new Feed({ id: 'feed', tracers: [tracer] }).dispose();
  new Feed({ id: 'feed', tracers: [tracer] });
  await tracer.flush();
  expect(rows()).toEqual(['Mach: feed', 'Logs: feed']);
});

test('what is disposed of keeps its rows, unless that is not wanted', async () => {
  for (const pruneDisposed of [false, true]) {
    const { tracer } = tracerOf({ pruneDisposed });
    const feed = new Feed({ id: 'gone', tracers: [tracer] });
    new Feed({ id: 'here', tracers: [tracer] });
    await tracer.flush();
    await feed.dispose();
    await tracer.flush();
    expect(rows().includes('Mach: gone')).toBe(!pruneDisposed);
  }
});

test('machines that share their averaged metrics are a warning, once', () => {
  const { tracer, warnings } = tracerOf();
  for (const id of ['A-b', 'a_b', 'A-b']) new Feed({ id, tracers: [tracer] });
  expect(warnings).toEqual([expect.stringMatching(/"A-b" and "a_b" share/)]);
});

test('the number of rows is bounded, and that is said once', async () => {
  const { tracer, warnings } = tracerOf({ maxMachines: 2 });
  for (const id of ['a', 'b', 'c', 'd']) new Feed({ id, tracers: [tracer] });
  await tracer.flush();
  expect(rows()).toEqual(['Mach: a', 'Logs: a', 'Mach: b', 'Logs: b']);
  expect(warnings).toEqual([expect.stringContaining('more than 2 machines')]);
});

test('a Grafana that does not take it is reported once, and counted; machines go on', async () => {
  const { tracer, errors } = tracerOf({ token: 'wrong' });
  const feed = new Feed({ tracers: [tracer] });
  await tracer.flush();
  await tracer.flush();
  expect(feed.add('Start')).toBe(0);
  expect(errors).toEqual([expect.objectContaining({ code: 'GRAFANA' })]);
  expect(tracer.failures).toBe(1);
});

describe('the contract of tracers', () => {
  tracerContract({ create: () => new GrafanaSyncTracer({ ...NOWHERE, layout: 'legacy' }) });
});

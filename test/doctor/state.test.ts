import { examine, findingsText } from '../../src/doctor/index.js';
import type { SinkStats } from '../../src/exporters/prometheus/index.js';
import { tracerStats } from '../../src/tracer/index.js';
import { foundBy, patientOf, running } from './patient.js';

const sink: SinkStats = {
  signal: 'traces',
  record: 'span',
  component: 'otlp_http_json_span_exporter',
  index: 0,
  accepted: 100,
  exported: 100,
  dropped: { queue_full: 0, shutdown: 0, refused: 0 },
  queued: 0,
  capacity: 32,
  inFlight: 0,
  errors: 0,
  deliveries: { buckets: [], count: 0, sumMs: 0, maxMs: 0 },
  runningMs: 0,
};

test('machines that nobody observes are counted by class', async () => {
  const machines = { ambiguous: { Feed: 3 }, forgotten: 2, waiting: 1 };
  expect(await foundBy('machines', { running: { ...running, machines } })).toMatchObject([
    { status: 'fail', message: expect.stringContaining('Feed (3)') as string },
    { status: 'fail', message: expect.stringContaining('2 machines made before the start') as string },
    { status: 'warn', message: expect.stringContaining('1 machines wait') as string },
  ]);
});

test('several telemetries of one process are told of', async () => {
  expect(await foundBy('containers', { running: { ...running, telemetries: 2 } })).toMatchObject([{ status: 'warn' }]);
  expect(await foundBy('containers', { running })).toMatchObject([{ status: 'ok' }]);
});

test('a tracer that is left out fails, one that only stumbled is a warning', async () => {
  const [healthy] = tracerStats([{ id: 'mine' }]);
  if (healthy === undefined) throw new Error('no stats');
  const of = (state: 'open' | 'closed') => ({
    ...healthy,
    state,
    ...{
      errors: 10,
      firstError: 'log: no',
      slow: 3,
      slowestMs: 50.4,
      slowestIn: 'log',
      skipped: 7,
      opened: 1,
      cause: 'slow' as const,
    },
  });
  const [failed] = await foundBy('breakers', { running: { ...running, tracers: [of('open')] } });
  expect(failed).toMatchObject({
    status: 'fail',
    message:
      'tracer mine is left out now, threw 10 times (first log: no), took more than 30 ms 3 times (longest 50 ms in log); it missed 7 callbacks',
  });
  expect(await foundBy('breakers', { running: { ...running, tracers: [of('closed')] } })).toMatchObject([
    { status: 'warn' },
  ]);
  expect(await foundBy('breakers', { running: { ...running, tracers: [healthy] } })).toMatchObject([{ status: 'ok' }]);
});

test('records that were dropped are told of with the reason', async () => {
  const broken = { ...sink, dropped: { queue_full: 1, shutdown: 2, refused: 3 }, inFlight: 9, runningMs: 45_000 };
  const found = await foundBy('drops', { running: { ...running, sinks: [sink, broken] } });
  expect(found.map(({ status }) => status)).toEqual(['fail', 'fail', 'fail', 'fail']);
  const texts = found.map(({ message }) => message).join('\n');
  for (const text of ['dropped 1 records', 'lost 3 records', 'lost 2 records at the shutdown', '9 records for 45 s']) {
    expect(texts).toContain(text);
  }
});

test('variables that decide nothing and a telemetry that is off are told of', async () => {
  const found = await foundBy('configuration', { warnings: ['X is set and decides nothing'] }, { telemetry: 'never' });
  expect(found.map(({ status }) => status)).toEqual(['warn', 'warn']);
});

test('a check that can not be made is a finding', async () => {
  const probe = () => {
    throw new Error('no');
  };
  expect(await foundBy('provider', { running: { ...running, probe } })).toMatchObject([
    { status: 'warn', message: expect.stringContaining('could not be checked: no') as string },
  ]);
});

test('as text what fails comes first, each with its remedy', async () => {
  const findings = await examine(await patientOf({ isClusterWorker: true }, { metrics: { exporter: 'prometheus' } }));
  const text = findingsText(findings);
  expect(text).toMatch(/^fail {2}cluster +this process/);
  expect(text).toMatch(/\n +-> give each worker/);
  expect(text).toMatch(/\n1 failed, 0 warnings, \d+ fine\n$/);
});

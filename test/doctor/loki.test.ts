import { BatchQueue, sinkStats } from '../../src/exporters/shared/index.js';
import { LokiDouble } from '../exporters/loki/loki-double.js';
import type { PushReply } from '../exporters/loki/loki-double.js';
import { foundBy, running } from './patient.js';

const loki = new LokiDouble();
let url = '';

beforeAll(async () => {
  url = await loki.start();
});

beforeEach(() => {
  loki.reset();
});

afterAll(() => loki.stop());

test('nothing goes to Loki unless somebody says so', async () => {
  expect(await foundBy('loki')).toMatchObject([{ status: 'ok', message: 'nothing goes to Loki' }]);
});

test.each<[PushReply, string, RegExp]>([
  [204, 'ok', /takes pushes/],
  [422, 'ok', /takes pushes/],
  [401, 'fail', /asks for credentials or a tenant/],
  [404, 'fail', /nothing takes pushes at this path/],
  [503, 'warn', /answers with 503/],
])('an answer of %p to a push of nothing is %s', async (reply, status, message) => {
  loki.answers(reply);
  const [finding] = await foundBy('loki', {}, { loki: { url, token: 'geheim' } });
  expect(finding).toMatchObject({ status, message: expect.stringMatching(message) as unknown });
  expect(loki.requests[0]).toMatchObject({
    path: '/loki/api/v1/push',
    headers: { authorization: 'Bearer geheim' },
  });
  expect(JSON.stringify(finding)).not.toContain('geheim');
});

test('a Loki that takes OTLP is asked for that', async () => {
  loki.answers(204);
  await foundBy('loki', {}, { loki: { url, protocol: 'otlp' } });
  expect(loki.requests[0]?.path).toBe('/otlp/v1/logs');
});

test('a port nobody listens on is named', async () => {
  const [finding] = await foundBy('loki', {}, { loki: { url: 'http://127.0.0.1:1' } });
  expect(finding).toMatchObject({ status: 'fail', message: expect.stringContaining('port 1') as unknown });
});

test('a sink that delivers is left in peace, one that does not is asked for', async () => {
  const address = `${url}/loki/api/v1/push`;
  const sink = { signal: 'loki', record: 'log', component: 'loki_push_log_exporter', index: 0, address } as const;
  const { counts } = new BatchQueue({ deliver: () => Promise.resolve(undefined) });
  const found = (exported: number) =>
    foundBy('loki', { running: { ...running, sinks: [sinkStats(sink, { ...counts, exported })] } });
  expect(await found(3)).toMatchObject([{ status: 'ok', message: expect.stringContaining('took 3 lines') as unknown }]);
  expect(loki.requests).toEqual([]);
  expect(await found(0)).toMatchObject([{ status: 'ok' }]);
  expect(loki.requests).toHaveLength(1);
});

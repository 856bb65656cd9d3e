import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { foundBy, running } from './patient.js';

const open: Server[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** A receiver that answers everything with one status. */
const answering = (status: number, seen: string[] = []) =>
  listen(
    createServer((request, response) => {
      seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
      request.resume();
      response.writeHead(status).end('{}');
    }),
  );

const traces = (endpoint: string, more: object = {}) => ({
  traces: { exporter: 'otlp' as const },
  otlp: { endpoint, ...more },
});

test('a receiver that takes an empty request is fine', async () => {
  const seen: string[] = [];
  const [finding] = await foundBy('endpoint', {}, traces(await answering(200, seen)));
  expect(finding).toMatchObject({ status: 'ok' });
  expect(seen).toEqual(['POST /v1/traces']);
});

test('a name nobody knows is named', async () => {
  const [finding] = await foundBy('endpoint', {}, traces('http://collector.invalid:4318'));
  expect(finding).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('collector.invalid is not known') as string,
  });
});

test('a port nobody listens on is named', async () => {
  const endpoint = await answering(200);
  await new Promise((resolve) => open.pop()?.close(resolve));
  const [finding] = await foundBy('endpoint', {}, traces(endpoint));
  expect(finding).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('nothing listens on port') as string,
  });
});

test('a port of gRPC is named for an exporter that speaks HTTP', async () => {
  const endpoint = await listen(createHttp2Server());
  const [finding] = await foundBy('endpoint', {}, traces(endpoint));
  expect(finding).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('does not speak HTTP/1.1; maybe gRPC') as string,
    remedy: expect.stringContaining('4318') as string,
  });
});

test('a port of HTTP is named for the protocol gRPC', async () => {
  const [finding] = await foundBy('endpoint', {}, traces(await answering(200), { protocol: 'grpc' }));
  expect(finding).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('this port speaks HTTP') as string,
  });
});

test('a receiver that takes no JSON is fine for Protocol Buffers, and one that speaks no HTTP/1.1 for gRPC', async () => {
  const http = await foundBy('endpoint', {}, traces(await answering(415), { protocol: 'http/protobuf' }));
  const grpc = await foundBy('endpoint', {}, traces(await listen(createHttp2Server()), { protocol: 'grpc' }));
  expect([http, grpc]).toMatchObject([[{ status: 'ok' }], [{ status: 'ok' }]]);
});

test.each([
  [404, 'fail', 'nothing takes OTLP at this path'],
  [401, 'fail', 'credentials'],
  [415, 'fail', 'does not take JSON'],
  [503, 'warn', 'answers with 503'],
] as const)('an answer of %i is a %s that says why', async (status, expected, text) => {
  const [finding] = await foundBy('endpoint', {}, traces(await answering(status)));
  expect(finding).toMatchObject({ status: expected, message: expect.stringContaining(text) as string });
});

test('passwords in an address are not shown', async () => {
  const endpoint = (await answering(404)).replace('http://', 'http://user:canary@');
  const [finding] = await foundBy('endpoint', {}, traces(endpoint));
  expect(JSON.stringify(finding)).not.toContain('canary');
});

test('a sink that runs is asked with the password of its address, which it does not show', async () => {
  const seen: (string | undefined)[] = [];
  const at = await listen(
    createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    }),
  );
  const endpoint = `${at.replace('http://', 'http://user:canary@')}/v1/traces?key=canary`;
  const component = 'otlp_http_span_exporter';
  const sink = { signal: 'traces', record: 'span', component, index: 0, address: `${at}/v1/traces` };
  const [finding] = await foundBy(
    'endpoint',
    { running: { ...running, sinks: [sink as never] } },
    {
      traces: { endpoint },
    },
  );
  expect(finding).toMatchObject({ status: 'ok' });
  expect(seen).toEqual([`Basic ${btoa('user:canary')}`]);
  expect(JSON.stringify(finding)).not.toContain('canary');
});

test('without OTLP nobody is asked', async () => {
  expect(await foundBy('endpoint')).toMatchObject([{ status: 'ok' }]);
});

test('metrics that can not be scraped fail, and those that can are fine', async () => {
  const of = async (status: number) =>
    foundBy('metrics-endpoint', { running: { ...running, metricsUrl: `${await answering(status)}/metrics` } });
  expect(await of(200)).toMatchObject([{ status: 'ok' }]);
  expect(await of(500)).toMatchObject([{ status: 'fail' }]);
});

test('workers of a cluster that serve metrics fail', async () => {
  const settings = { metrics: { exporter: 'prometheus' as const } };
  const [finding] = await foundBy('cluster', { isClusterWorker: true }, settings);
  expect(finding).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('worker of node:cluster') as string,
  });
  expect(await foundBy('cluster', { isClusterWorker: false }, settings)).toMatchObject([{ status: 'ok' }]);
  expect(await foundBy('cluster', { isClusterWorker: true })).toMatchObject([{ status: 'ok' }]);
});

import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUTHORITY, SERVER_CERTIFICATE, SERVER_KEY } from '../support/certificates.js';
import { foundBy, running } from './patient.js';
import { answering, closeServers, listen, stopListening } from './servers.js';

afterEach(closeServers);

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
  await stopListening();
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

test('a receiver that speaks no HTTP/1.1 is fine for gRPC', async () => {
  const grpc = await foundBy('endpoint', {}, traces(await listen(createHttp2Server()), { protocol: 'grpc' }));
  expect(grpc).toMatchObject([{ status: 'ok' }]);
});

test.each([
  ['http/json', 'application/json', '{"resourceSpans":[]}', 'JSON (415)'],
  ['http/protobuf', 'application/x-protobuf', '', 'Protocol Buffers (415)'],
] as const)(
  'a receiver is asked in the encoding of %s, with the headers of the exporter',
  async (protocol, ...rest) => {
    const [type, body, text] = rest;
    const seen: unknown[] = [];
    const at = await listen(
      createServer((request, response) => {
        let sent = '';
        request.on('data', (chunk: Buffer) => (sent += chunk.toString()));
        request.on('end', () => {
          seen.push([request.headers['content-type'], request.headers['x-key'], sent]);
          response.writeHead(request.headers['x-key'] === 'good' ? 415 : 401).end();
        });
      }),
    );
    const [untaken] = await foundBy('endpoint', {}, traces(at, { protocol, headers: { 'x-key': 'good' } }));
    const [refused] = await foundBy('endpoint', {}, traces(at, { protocol, headers: { 'x-key': 'canary' } }));
    expect(seen).toEqual([
      [type, 'good', body],
      [type, 'canary', body],
    ]);
    expect(untaken).toMatchObject({
      status: 'fail',
      message: expect.stringContaining(`does not take ${text}`) as string,
    });
    expect(refused).toMatchObject({ message: expect.stringContaining('refuses the headers x-key (401)') as string });
    expect(JSON.stringify(refused)).not.toContain('canary');
  },
);

test('without a protocol, the port of gRPC is fine where its package is installed', async () => {
  const [finding] = await foundBy('endpoint', {}, traces('http://127.0.0.1:4317'));
  expect(finding?.message).toContain('nothing listens on port 4317');
  const settings = { traces: { exporter: 'otlp' as const, protocol: 'grpc' as const } };
  // Where nobody says anything, gRPC has a port of its own.
  expect((await foundBy('endpoint', {}, settings))[0]?.message).toContain('http://localhost:4317/');
});

test('a receiver behind TLS is asked as the exporter does, with the authority it trusts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  const certificate = join(folder, 'authority.pem');
  writeFileSync(certificate, AUTHORITY);
  const server = createTlsServer({ cert: SERVER_CERTIFICATE, key: SERVER_KEY }, (request, response) => {
    request.resume();
    response.end();
  });
  const endpoint = (await listen(server)).replace('http:', 'https:');
  const [known] = await foundBy('endpoint', {}, traces(endpoint, { certificate }));
  const [unknown] = await foundBy('endpoint', {}, traces(endpoint));
  rmSync(folder, { recursive: true });
  expect(known).toMatchObject({ status: 'ok' });
  expect(unknown).toMatchObject({ status: 'fail', message: expect.stringContaining('TLS failed') as string });
});

test('metrics over OTLP are looked after, too', async () => {
  const seen: string[] = [];
  const endpoint = await answering(404, seen);
  const settings = { metrics: { exporter: 'otlp' as const }, otlp: { endpoint } };
  const [configured] = await foundBy('endpoint', {}, settings);
  const destination = { kind: 'otlp' as const, url: `${endpoint}/mine`, delivered: 0, failed: 0 };
  const [runs] = await foundBy('endpoint', { running: { ...running, destinations: [destination] } });
  expect([configured?.message, runs?.message]).toEqual([
    expect.stringMatching(/^metrics to http:\S+\/v1\/metrics: nothing takes OTLP/),
    expect.stringMatching(/^metrics to http:\S+\/mine: nothing takes OTLP/),
  ]);
  expect(seen).toEqual(['POST /v1/metrics', 'POST /mine']);
});

test('an answer without an end holds nobody up', async () => {
  const endless = createServer((request, response) => {
    request.resume();
    response.writeHead(200).write('and so on');
  });
  expect(await foundBy('endpoint', {}, traces(await listen(endless)))).toMatchObject([{ status: 'ok' }]);
  endless.closeAllConnections();
});

test.each([
  [404, 'fail', 'nothing takes OTLP at this path'],
  [401, 'fail', 'credentials'],
  [415, 'fail', 'does not take Protocol Buffers'],
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

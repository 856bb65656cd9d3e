import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import grpc from '@grpc/grpc-js';
import { run } from './feed.mjs';

const start = (feed) => void feed.add('Start');
const same = (body) => body;

for (const protocol of ['http/json', 'http/protobuf']) {
  test(`${protocol} brings both signals`, async () => {
    const seen = [];
    const server = createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        seen.push({ path: request.url, text: Buffer.concat(chunks).toString('latin1') });
        response.end();
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${server.address().port}`;
    const { stats } = await run(
      { otlp: { endpoint, protocol }, traces: { exporter: 'otlp' }, logs: { exporter: 'otlp' } },
      start,
    );
    server.close();
    assert.deepEqual([...new Set(seen.map(({ path }) => path))].sort(), ['/v1/logs', '/v1/traces']);
    assert.ok(seen.some(({ path, text }) => path === '/v1/traces' && text.includes('0: [add] Start')));
    assert.ok(seen.some(({ path, text }) => path === '/v1/logs' && text.includes('[state] +Start')));
    assert.equal(stats.dropped, 0);
  });
}

test('grpc brings spans', async () => {
  const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
  const seen = [];
  const server = new grpc.Server();
  server.addService(
    {
      export: {
        ...{ path, requestStream: false, responseStream: false },
        ...{ requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same },
      },
    },
    { export: ({ request }, done) => done(null, Buffer.alloc(seen.push(request.toString('latin1')) * 0)) },
  );
  const port = await new Promise((resolve, reject) => {
    const insecure = grpc.ServerCredentials.createInsecure();
    server.bindAsync('127.0.0.1:0', insecure, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await run({ traces: { exporter: 'otlp', protocol: 'grpc', endpoint } }, start);
  server.forceShutdown();
  assert.ok(seen.join('').includes('0: [add] Start'));
});

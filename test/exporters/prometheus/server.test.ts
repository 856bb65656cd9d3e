import { connect } from 'node:net';
import { request } from 'node:http';
import { Agent } from 'node:http';
import { Registry } from 'prom-client';
import { PrometheusMetrics, serveMetrics } from '../../../src/exporters/prometheus/index.js';
import type { MetricsServer, ServeMetricsOptions } from '../../../src/exporters/prometheus/index.js';
import { METRIC } from '../../../src/semconv-metrics.js';
import { parseScrape, total } from './prometheus-text.js';
import { ScriptedMachine } from './scripted-machine.js';

interface Reply {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const open: MetricsServer[] = [];

async function serve(options: Partial<ServeMetricsOptions> = {}): Promise<MetricsServer> {
  const server = await serveMetrics({ registry: new Registry(), port: 0, ...options });
  open.push(server);
  return server;
}

function ask(
  { port, host }: MetricsServer,
  path: string,
  method = 'GET',
  agent: Agent | false = false,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path, method, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    asked.on('error', reject).end();
  });
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

describe('the metrics endpoint', () => {
  it('answers a scrape with the text of the registry', async () => {
    const registry = new Registry();
    new ScriptedMachine(new PrometheusMetrics({ registry, now: () => 0 })).run();
    const reply = await ask(await serve({ registry }), '/metrics?name=x');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(reply.body).toBe(await registry.metrics());
    expect(total(parseScrape(reply.body), METRIC.transitions.name)).toBe(1);
  });

  it('answers HEAD with the headers alone', async () => {
    const registry = new Registry();
    new PrometheusMetrics({ registry });
    const server = await serve({ registry });
    const [head, get] = [await ask(server, '/metrics', 'HEAD'), await ask(server, '/metrics')];
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(get.body)));
  });

  it('says at / where the metrics are', async () => {
    const reply = await ask(await serve(), '/');
    expect(reply).toMatchObject({ status: 200, body: expect.stringMatching(/^[^\n]*\/metrics\n$/) as string });
  });

  it.each([
    ['GET', '/metric', 404],
    ['GET', '/metrics/', 404],
    ['POST', '/elsewhere', 404],
    ['POST', '/metrics', 405],
    ['DELETE', '/', 405],
  ])('answers %s %s with %d', async (method, path, status) => {
    const reply = await ask(await serve(), path, method);
    expect(reply.status).toBe(status);
    expect(reply.headers['allow']).toBe(status === 405 ? 'GET, HEAD' : undefined);
  });

  it('answers 500 when the registry fails, reports it, and goes on', async () => {
    const failures: unknown[] = [];
    const error = new Error('secret detail');
    let isBroken = true;
    const registry = {
      contentType: 'text/plain',
      metrics: () => (isBroken ? Promise.reject(error) : Promise.resolve('a 1\n')),
    };
    const server = await serve({ registry, onError: (failure) => failures.push(failure) });
    const reply = await ask(server, '/metrics');
    expect(reply.status).toBe(500);
    expect(reply.body).not.toContain('secret');
    expect(failures).toEqual([error]);
    isBroken = false;
    expect(await ask(server, '/metrics')).toMatchObject({ status: 200, body: 'a 1\n' });
  });

  it('survives what is no HTTP', async () => {
    const server = await serve();
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(server.port, server.host, () => socket.write('\0\0 nonsense\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text)).on('error', reject);
    });
    expect(answer).toContain('400 Bad Request');
    expect((await ask(server, '/')).status).toBe(200);
  });
});

describe('listening', () => {
  it('is on loopback, on the port that is told', async () => {
    const server = await serve();
    expect(server.host).toBe('127.0.0.1');
    expect(server.port).toBeGreaterThan(0);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/metrics`);
    // Another address of the same machine: nobody listens there.
    await expect(ask({ ...server, host: '127.0.0.2' }, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('on a port in use is refused with the port and what to do', async () => {
    const { port } = await serve();
    await expect(serve({ port })).rejects.toMatchObject({
      code: 'EXPORTER',
      message: `the metrics endpoint can't listen on port ${port} of 127.0.0.1: it is in use; stop what listens there, or choose another port (0 takes a free one)`,
      cause: { code: 'EADDRINUSE' },
    });
  });

  it.each([70_000, -1, 1.5, NaN])('on port %d is refused', async (port) => {
    await expect(serve({ port })).rejects.toMatchObject({
      code: 'EXPORTER',
      message: expect.stringContaining('0 to 65535') as string,
    });
  });

  it('on an address of somebody else is refused', async () => {
    await expect(serve({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'EXPORTER' });
  });
});

describe('closing', () => {
  it('is safe twice and frees the port', async () => {
    const server = await serve();
    await Promise.all([server.close(), server.close()]);
    await expect(ask(server, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect((await serve({ port: server.port })).port).toBe(server.port);
  });

  it('does not wait for connections that are kept alive', async () => {
    const server = await serve();
    const agent = new Agent({ keepAlive: true });
    await ask(server, '/', 'GET', agent);
    await server.close();
    await expect(ask(server, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    agent.destroy();
  });

  it('cuts off a client that never sends its request', async () => {
    const server = await serve();
    const socket = connect(server.port, server.host);
    await new Promise((resolve) => socket.once('connect', resolve));
    const ended = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
    await server.close();
    await ended;
    expect(socket.destroyed).toBe(true);
  });
});

import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { createLogProvider, createTraceProvider } from '../../../src/exporters/otel-export/index.js';
import type { ExportTarget, TraceProviderOptions } from '../../../src/exporters/otel-export/index.js';
import { Collector } from './collector.js';
import { logsOf, spansOf } from './otlp-json.js';

describe('the OTLP target', () => {
  let collector: Collector;
  let url: string;
  beforeEach(async () => {
    collector = new Collector();
    url = `${await collector.start()}/v1/traces`;
  });
  afterEach(async () => {
    await collector.stop();
  });

  const send = async (
    count: number,
    target: Partial<ExportTarget<ReadableSpan>> = {},
    options: Partial<TraceProviderOptions> = {},
  ) => {
    const errors: string[] = [];
    const traces = await createTraceProvider({
      targets: [{ kind: 'otlp', url, protocol: 'http/json', ...target } as ExportTarget<ReadableSpan>],
      onError: (error) => errors.push(String(error)),
      ...options,
    });
    for (let n = 0; n < count; n++) traces.tracer.startSpan(`span ${String(n)}`).end();
    await traces.shutdown();
    return { ...traces.stats(), errors };
  };
  const names = () =>
    collector
      .bodies('/v1/traces')
      .flatMap(spansOf)
      .map((span) => span.name);

  it('sends everything before the end, however slow the peer, once, with several requests at a time', async () => {
    collector.delayMs = 50;
    expect(await send(3000)).toMatchObject({ received: 3000, exported: 3000, errors: [] });
    expect([names().length, new Set(names()).size]).toEqual([3000, 3000]);
    expect(collector.busiest).toBeGreaterThan(3);
  });

  it('has no more requests on their way than it may', async () => {
    collector.delayMs = 5;
    await send(3000, {}, { maxInFlight: 2 });
    expect(collector.busiest).toBe(2);
  });

  it('sends logs, too', async () => {
    const logs = await createLogProvider({
      targets: [{ kind: 'otlp', protocol: 'http/json', url: url.replace('traces', 'logs') }],
    });
    logs.logger.emit({ body: 'line' });
    await logs.shutdown();
    expect(
      collector
        .bodies('/v1/logs')
        .flatMap(logsOf)
        .map((log) => log.body.stringValue),
    ).toEqual(['line']);
  });

  it.each([
    ['http/json', 'application/json', /"name":"span 0"/],
    ['http/protobuf', 'application/x-protobuf', /span 0/],
  ] as const)('speaks %s', async (protocol, type, text) => {
    await send(1, { protocol });
    const [request] = collector.requests;
    expect([request?.headers['content-type'], request?.bytes.toString()]).toEqual([type, expect.stringMatching(text)]);
  });

  it('has the headers, and is compressed when asked for', async () => {
    await send(1, { headers: { 'X-Team': 'core' }, compression: 'gzip' });
    expect(collector.requests[0]?.headers).toMatchObject({ 'x-team': 'core', 'content-encoding': 'gzip' });
    expect(names()).toEqual(['span 0']);
  });

  it('counts and reports what the peer refuses, with its words, and ends all the same', async () => {
    collector.answer = (response) => void response.writeHead(400).end('no such tenant');
    const counts = await send(700);
    expect(counts).toMatchObject({ received: 700, exported: 0, failed: 700, waiting: 0 });
    expect(counts.errors).toEqual(['Error: the receiver answered 400 Bad Request: no such tenant']);
  });

  it('counts what the peer refuses of a batch it takes', async () => {
    collector.answer = (response) =>
      void response.writeHead(200).end('{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}');
    const counts = await send(10);
    expect(counts).toMatchObject({ exported: 7, failed: 3, waiting: 0 });
    expect(counts.errors).toEqual(['Error: the receiver refused 3 of 10 records: too old']);
  });

  it.each([
    ['nothing', ''],
    ['garbage', '{]'],
    ['something else', '42'],
  ])('takes a success for one, though the peer says %s', async (_name, body) => {
    collector.answer = (response) => void response.writeHead(200).end(body);
    expect(await send(1)).toMatchObject({ exported: 1, errors: [] });
    expect(collector.requests).toHaveLength(1);
  });

  it('waits as long as the peer asks for, then repeats the batch', async () => {
    const at: number[] = [];
    collector.answer = (response, index) => {
      at.push(performance.now());
      if (index === 0) response.writeHead(429, { 'Retry-After': '1' }).end();
      else response.writeHead(200).end('{}');
    };
    expect(await send(1)).toMatchObject({ exported: 1, failed: 0, errors: [] });
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it('gives up on a peer that never answers, within the time of a request', async () => {
    collector.answer = () => undefined;
    const counts = await send(1, { timeoutMs: 30 });
    expect(counts).toMatchObject({ exported: 0, failed: 1, waiting: 0 });
    expect(counts.errors[0]).toContain('did not answer within 30 ms');
  });

  it('ends within its limit while a peer never answers, and still counts what it answers then', async () => {
    let late: (() => void) | undefined;
    collector.answer = (response) => {
      late = () => response.writeHead(200).end('{}');
    };
    const traces = await createTraceProvider({ targets: [{ kind: 'otlp', url }], limitMs: 50 });
    traces.tracer.startSpan('a').end();
    const from = performance.now();
    await traces.shutdown();
    expect(performance.now() - from).toBeLessThan(1000);
    expect(traces.stats()).toMatchObject({ waiting: 1, exported: 0, dropped: 0 });
    late?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(traces.stats()).toMatchObject({ waiting: 0, exported: 1 });
  });

  it('ends within its limit after the peer was killed, and counts what that cost', async () => {
    const traces = await createTraceProvider({ targets: [{ kind: 'otlp', url }], limitMs: 100 });
    traces.tracer.startSpan('a').end();
    await traces.flush();
    await collector.stop();
    for (let n = 0; n < 600; n++) traces.tracer.startSpan('b').end();
    const from = performance.now();
    await traces.flush();
    await traces.shutdown();
    expect(performance.now() - from).toBeLessThan(1000);
    expect(traces.stats()).toMatchObject({ received: 601, exported: 1, failed: 600, dropped: 0, waiting: 0 });
    collector = new Collector();
    await collector.start();
  });

  it('is told without what its address holds of passwords and keys', async () => {
    const secretly = `${url.replace('http://', 'http://user:canary@')}?key=canary`;
    const traces = await createTraceProvider({ targets: [{ kind: 'otlp', url: secretly, protocol: 'http/json' }] });
    await traces.shutdown();
    expect(traces.stats().targets?.map(({ address }) => address)).toEqual([url]);
    const wrong = createTraceProvider({ targets: [{ kind: 'otlp', url: 'ftp://user:canary@host' }] });
    await expect(wrong).rejects.toThrow('the OTLP address "ftp://host" is no http:// or https:// address');
  });

  it('names an address that is none', async () => {
    await expect(createTraceProvider({ targets: [{ kind: 'otlp', url: 'localhost' }] })).rejects.toMatchObject({
      code: 'EXPORTER',
      message: 'the OTLP address "localhost" is no http:// or https:// address',
    });
  });
});

describe('a peer that closes', () => {
  const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';
  const HEAD = ANSWER.indexOf('{}');

  /** Answers with the first bytes of a success, then hangs up; from the second connection on with all of it. */
  async function sendTo(bytes: number): Promise<{ readonly requests: number; readonly counts: unknown }> {
    let requests = 0;
    const server = createServer((socket: Socket) => {
      socket.on('error', () => undefined);
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        const [head = '', body] = text.split('\r\n\r\n');
        if (body === undefined || body.length < Number(/content-length: (\d+)/i.exec(head)?.[1])) return;
        text = '';
        requests += 1;
        socket.end(requests > 1 ? ANSWER : ANSWER.slice(0, bytes));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1/traces`;
    const traces = await createTraceProvider({ targets: [{ kind: 'otlp', url, batchTimeoutMs: 500 }] });
    traces.tracer.startSpan('a').end();
    await traces.shutdown();
    server.close();
    return { requests, counts: traces.stats() };
  }

  it('after any byte of its answer harms nobody, and gets nothing twice after a success', async () => {
    const results = await Promise.all(Array.from({ length: ANSWER.length + 1 }, (_, bytes) => sendTo(bytes)));
    results.forEach(({ requests, counts }, bytes) => {
      const isTaken = bytes >= HEAD;
      expect([bytes, requests, counts]).toEqual([
        bytes,
        1,
        expect.objectContaining({ received: 1, exported: isTaken ? 1 : 0, failed: isTaken ? 0 : 1, waiting: 0 }),
      ]);
    });
  });

  it('after any byte of the request harms nobody, and the queue goes on', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    let limit = 0;
    let connections = 0;
    const server = createServer((socket: Socket) => {
      let bytes = 0;
      connections += 1;
      socket.on('error', () => undefined);
      if (limit === 0) socket.destroy();
      else
        socket.on('data', (chunk) => {
          bytes += chunk.length;
          if (bytes >= limit) socket.destroy();
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1/traces`;
    const limits = [0, 1, 5, 100, 200, 300, 500, 1000];
    for (limit of limits) {
      const traces = await createTraceProvider({ targets: [{ kind: 'otlp', url, batchTimeoutMs: 500 }] });
      traces.tracer.startSpan('a').end();
      await traces.shutdown();
      expect(traces.stats()).toMatchObject({ received: 1, exported: 0, failed: 1, waiting: 0 });
    }
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    server.close();
    expect(unhandled).not.toHaveBeenCalled();
    expect(connections).toBe(limits.length);
  });
});

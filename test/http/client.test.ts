import { HttpClient, refusalText, retryAfterMs } from '../../src/http/index.js';
import type { HttpConnection } from '../../src/http/index.js';
import { Collector } from '../exporters/otel-export/collector.js';

const server = new Collector();
let url = '';
let client: HttpClient | undefined;

beforeAll(async () => {
  url = await server.start();
});

beforeEach(() => {
  server.requests.length = 0;
  server.answer = undefined;
});

afterEach(() => client?.close());

afterAll(() => server.stop());

function clientOf(connection: Partial<HttpConnection> = {}): HttpClient {
  const usual = { url: new URL(url), headers: {}, compression: 'none', tls: {}, maxInFlight: 1 } as const;
  return (client = new HttpClient({ ...usual, ...connection }, 'text/plain'));
}

const body = Buffer.from('some words');

describe('an HTTP client', () => {
  it('sends a body with its type, compressed on request, and gives the answer', async () => {
    server.answer = (response) => response.writeHead(202, { 'x-said': 'yes' }).end('taken');
    const outcome = await clientOf({ compression: 'gzip', headers: { 'X-Who': 'me' } }).send(body, 1000, 'PUT');
    expect(outcome).toMatchObject({
      kind: 'answered',
      status: 202,
      headers: { 'x-said': 'yes' },
      body: Buffer.from('taken'),
    });
    expect(server.requests[0]?.bytes).toEqual(body);
    expect(server.requests[0]?.headers).toMatchObject({
      'content-type': 'text/plain',
      'content-encoding': 'gzip',
      'user-agent': expect.stringMatching(/^statescope\//) as unknown,
      'x-who': 'me',
    });
  });

  it('tells a connection that breaks from one that is late', async () => {
    server.answer = (response) => void response.destroy();
    expect(await clientOf().send(body, 1000)).toMatchObject({ kind: 'broken', error: { code: 'ECONNRESET' } });
    server.answer = () => undefined;
    expect(await clientOf().send(body, 20)).toMatchObject({
      kind: 'late',
      error: { message: `${url} did not answer within 20 ms` },
    });
  });

  it('rejects what no header may hold', async () => {
    await expect(clientOf({ headers: { who: 'a\nb' } }).send(body, 1000)).rejects.toThrow(/header/i);
  });

  it('reads no more of an answer than anybody needs', async () => {
    server.answer = (response) => response.writeHead(400).end('x'.repeat(2_000_000));
    const outcome = await clientOf().send(body, 5000);
    expect(outcome.kind === 'answered' ? outcome.body.length : -1).toBeLessThanOrEqual(1_048_576);
    expect(outcome.kind === 'answered' ? refusalText(outcome).length : -1).toBeLessThan(300);
  });

  it('may be closed before, while and after it sends', async () => {
    const made = clientOf();
    const sent = made.send(body, 1000);
    made.close();
    expect((await sent).kind).toBe('answered');
    made.close();
  });
});

test.each([
  ['7', 7000],
  [' 0 ', 0],
  ['Tue, 14 Nov 2023 22:13:30 GMT', 10_000],
  ['Tue, 14 Nov 2023 22:13:00 GMT', 0],
  ['soon', undefined],
  ['-1', undefined],
  [undefined, undefined],
])('Retry-After %p is %p milliseconds', (header, ms) => {
  expect(retryAfterMs(header, 1_700_000_000_000)).toBe(ms);
});

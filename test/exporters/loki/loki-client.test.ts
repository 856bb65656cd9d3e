import { LokiClient } from '../../../src/exporters/loki/index.js';
import type { LokiClientOptions, LokiLevel } from '../../../src/exporters/loki/index.js';
import { FakeClock } from '../../../src/testing/index.js';
import { LokiDouble } from './loki-double.js';

const loki = new LokiDouble();
let address = '';
let client: LokiClient | undefined;

beforeAll(async () => {
  address = await loki.start();
});

beforeEach(() => {
  loki.reset();
});

afterEach(() => client?.shutdown());

afterAll(() => loki.stop());

/** A client of the double, whose time stands still. */
function clientOf(
  options: Partial<LokiClientOptions> = {},
): LokiClient & { line(text: string, level?: LokiLevel): void } {
  const made = new LokiClient(address, { service: 'My Svc-1', clock: new FakeClock().now, ...options });
  client = made;
  return Object.assign(made, {
    line: (line: string, level: LokiLevel = 'info') => made.push({ level, machineId: 'feed', line }),
  });
}

describe('what a Loki client sends', () => {
  it('is compressed JSON, entries with the same labels in one stream, to where pushes go', async () => {
    const made = clientOf({ labels: { stage: 'test' } });
    made.push({ level: 'info', machineId: 'feed', line: 'one', metadata: { tx_id: 't1' } });
    made.line('two', 'error');
    made.line('three');
    await made.flush();
    const [request] = loki.requests;
    expect(request?.path).toBe('/loki/api/v1/push');
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', 'content-encoding': 'gzip' });
    const labels = { stage: 'test', service_name: 'My Svc-1' };
    expect(loki.pushes).toEqual([
      [
        {
          stream: { ...labels, level: 'info' },
          values: [
            ['1700000000000000000', 'one', { tx_id: 't1' }],
            ['1700000000000000002', 'three'],
          ],
        },
        { stream: { ...labels, level: 'error' }, values: [['1700000000000000001', 'two']] },
      ],
    ]);
  });

  it('says who sends, and never to anybody else', async () => {
    const errors: unknown[] = [];
    const made = clientOf({ user: 'me', password: 'geheim', tenant: 'team', onError: (error) => errors.push(error) });
    loki.answers(401);
    made.line('one');
    await made.flush();
    expect(loki.requests[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('me:geheim').toString('base64')}`,
      'x-scope-orgid': 'team',
    });
    expect(String(errors)).toMatch(/^Error: the receiver answered 401/);
    expect(`${String(errors)} ${JSON.stringify(made.stats())}`).not.toContain('geheim');
  });

  it('has a token in place of user and password', async () => {
    const made = clientOf({ user: 'me', password: 'geheim', token: 'abc', headers: { 'X-More': '1' } });
    made.line('one');
    await made.flush();
    expect(loki.requests[0]?.headers).toMatchObject({ authorization: 'Bearer abc', 'x-more': '1' });
  });

  it('keeps a machine id out of the labels, unless it is asked for', async () => {
    const made = clientOf({ idLabel: true, compression: 'none' });
    made.line('one');
    await made.flush();
    expect(loki.requests[0]?.headers['content-encoding']).toBeUndefined();
    expect(loki.pushes[0]?.[0]?.stream).toEqual({ service_name: 'My Svc-1', level: 'info', asyncmachine_id: 'feed' });
  });

  it('goes on where a proxy has put Loki, and knows the address that its documentation shows', async () => {
    for (const path of ['/logs/', '/logs/loki/api/v1/push']) {
      const made = new LokiClient(`${address.replace('http://', '')}${path}`, { service: 'a' });
      made.push({ level: 'info', machineId: 'feed', line: 'one' });
      await made.shutdown();
    }
    expect(loki.requests.map(({ path }) => path)).toEqual(Array(2).fill('/logs/loki/api/v1/push'));
  });

  it('has no longer lines than Loki takes, and no half of a character', async () => {
    const made = clientOf({ maxLineBytes: 20 });
    for (const line of ['x'.repeat(20), 'x'.repeat(21), 'ä'.repeat(11), '😀'.repeat(6)]) made.line(line);
    await made.flush();
    expect(loki.lines).toEqual(['x'.repeat(20), `${'x'.repeat(17)}...`, `${'ä'.repeat(8)}...`, `${'😀'.repeat(4)}...`]);
  });

  it('is in order by time, whatever the clock does', async () => {
    let now = 1_700_000_000_000.5;
    const made = clientOf({ clock: () => now });
    for (const at of [now, now, now - 3, now + 0.0004, now + 1]) {
      now = at;
      made.line('x');
    }
    await made.flush();
    const times = loki.pushes.flat().flatMap(({ values }) => values.map(([time]) => time));
    const expected = ['0500000', '0500001', '0500002', '0500488', '1500000'];
    expect(times).toEqual(expected.map((end) => `170000000000${end}`));
    expect([...times].sort()).toEqual(times);
    expect(new Set(times).size).toBe(5);
  });
});

describe('a Loki client', () => {
  it.each<[string, string, Partial<LokiClientOptions>]>([
    ['no address', 'ftp://a', {}],
    ['no label name', 'a', { labels: { 'a-b': '1' } }],
    ['a label of its own', 'a', { labels: { level: '1' } }],
    [
      'too many labels',
      'a',
      { labels: Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`l${String(i)}`, ''])) },
    ],
    ['a password without a user', 'a', { password: 'geheim' }],
    ['no token', 'a', { token: 'geheim\n' }],
  ])('refuses what is %s at once', (_what, url, options) => {
    const make = () => new LokiClient(url, { service: 'a', ...options });
    const refusal: unknown = expect.objectContaining({
      code: 'CONFIG',
      message: expect.not.stringContaining('geheim') as unknown,
    });
    expect(make).toThrow(refusal as Error);
  });

  it('sends full batches at once, and a rest after a second', async () => {
    const clock = new FakeClock();
    const made = clientOf({ timers: clock, maxBatch: 2 });
    for (const line of ['1', '2', '3']) made.line(line);
    expect(clock.pendingTimers).toBe(1);
    clock.advance(0);
    await arrival(1);
    expect(loki.pushes.map((push) => push[0]?.values.length)).toEqual([2]);
    await settled(() => clock.pendingTimers === 1);
    clock.advance(999);
    expect(loki.requests).toHaveLength(1);
    clock.advance(1);
    await arrival(2);
    await settled(() => made.stats().exported === 3);
    expect(loki.lines).toEqual(['1', '2', '3']);
  });

  it('keeps the newest lines while Loki is away, counts the others, and delivers all there is when it is back', async () => {
    const errors: unknown[] = [];
    const clock = new FakeClock();
    const made = clientOf({ timers: clock, maxBatch: 2, maxWaiting: 3, onError: (error) => errors.push(error) });
    loki.answers('hang up', 503, 429, 204);
    for (const line of ['1', '2']) made.line(line);
    clock.advance(0);
    await arrival(1);
    for (let n = 3; n <= 8; n++) made.line(String(n));
    await settled(() => clock.pendingTimers === 1);
    expect(made.stats()).toMatchObject({ received: 8, dropped: 3, waiting: 5, inFlight: 2, capacity: 3 });
    for (const push of [2, 3, 4]) {
      clock.advance(30_000);
      await arrival(push);
      await settled(() => clock.pendingTimers === 1 || made.stats().exported > 0);
    }
    await made.flush();
    expect(loki.lines).toEqual(['1', '2', '6', '7', '8']);
    expect(made.stats()).toMatchObject({ exported: 5, dropped: 3, late: 0, failed: 0, errors: 3, waiting: 0 });
    expect(errors).toHaveLength(1);
  });

  it('delivers nothing twice when answers get lost', async () => {
    const made = clientOf({ timeoutMs: 30 });
    loki.answers('silence', 204);
    made.line('one');
    await settled(() => made.stats().waiting === 1);
    await made.flush();
    await made.flush();
    expect(loki.lines).toEqual(['one']);
  });

  it('ends in time though Loki never answers, and counts what is left', async () => {
    const made = clientOf({ limitMs: 50, maxBatch: 2 });
    loki.answers('silence');
    for (const line of ['1', '2', '3', '4', '5']) made.line(line);
    await made.shutdown();
    made.line('6');
    expect(made.stats()).toMatchObject({ received: 6, exported: 0, dropped: 4, late: 4, inFlight: 2 });
    await made.shutdown();
  });

  it('drops what is refused, counted and reported once, and goes on when it is taken again', async () => {
    const errors: unknown[] = [];
    const made = clientOf({ maxBatch: 1, onError: (error) => errors.push(error) });
    loki.answers(401, 401, 204);
    for (const line of ['1', '2', '3']) made.line(line);
    await made.flush();
    expect([loki.lines, errors.length]).toEqual([['3'], 1]);
    expect(made.stats()).toMatchObject({ exported: 1, failed: 2, errors: 2, dropped: 0 });
  });

  it('sends inside what it is given for that, so that nobody makes spans of it', async () => {
    const seen: string[] = [];
    const around = <R>(run: () => R): R => {
      seen.push('sends');
      return run();
    };
    const made = clientOf({ around });
    made.line('one');
    await made.flush();
    expect([seen, loki.lines]).toEqual([['sends'], ['one']]);
  });

  it('does not open a connection while nothing was pushed', async () => {
    const made = clientOf();
    await made.flush();
    await made.shutdown();
    expect(loki.requests).toEqual([]);
    expect(made.stats()).toMatchObject({ received: 0, address: `${address}/loki/api/v1/push` });
  });
});

/** The double has got so many pushes. */
const arrival = (count: number): Promise<void> => settled(() => loki.requests.length >= count);

/** Lets the sockets work until something is so. */
async function settled(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

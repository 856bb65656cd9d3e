import { Counter, Registry } from 'prom-client';
import { Machine, defineSchema } from 'statescope';
import { AveragedMetrics, Pusher, bindMach, bindToPusher } from '../../../src/exporters/prometheus/index.js';
import type { PusherOptions } from '../../../src/exporters/prometheus/index.js';
import { groupingPath } from '../../../src/exporters/prometheus/push/grouping-path.js';
import { FakeClock } from '../../../src/testing/index.js';
import { PushgatewayDouble } from './pushgateway-double.js';

const clock = new FakeClock();
let gateway: PushgatewayDouble;
const errors: string[] = [];
let orders: Counter;

beforeEach(async () => {
  gateway = await new PushgatewayDouble().start();
  errors.length = 0;
});
afterEach(() => gateway.stop());

function setUp(options: Partial<PusherOptions> = {}): Pusher {
  const registry = new Registry();
  orders = new Counter({ name: 'orders_total', help: 'Orders.', registers: [registry] });
  return new Pusher({
    registry,
    job: 'shop',
    timers: clock,
    onError: (error) => errors.push(String(error)),
    ...options,
    url: options.url ?? gateway.url,
  });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a push', () => {
  it('puts the whole group, as text', async () => {
    const pusher = setUp({ grouping: { instance: 'a b', zone: 'x/y', empty: '' } });
    orders.inc(3);
    expect(await pusher.push()).toBe(true);
    expect(gateway.requests).toHaveLength(1);
    expect(gateway.requests[0]).toMatchObject({
      method: 'PUT',
      path: '/metrics/job/shop/instance/a%20b/zone@base64/eC95/empty@base64/=',
      body: '# HELP orders_total Orders.\n# TYPE orders_total counter\norders_total 3\n',
    });
    expect(gateway.requests[0]?.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    await pusher.shutdown();
  });

  it('takes user and password from the address, and puts them into no message', async () => {
    const url = gateway.url.replace('//', '//me:s%40crt@');
    const pusher = setUp({ url: `${url}/behind/proxy/` });
    gateway.answers.push(401);
    expect(await pusher.push()).toBe(false);
    const [request] = gateway.requests;
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('me:s@crt').toString('base64')}`);
    expect(request?.path).toBe('/behind/proxy/metrics/job/shop');
    expect(errors).toEqual([expect.stringContaining('401')]);
    expect(errors.join()).not.toContain('s@crt');
    await pusher.shutdown();
  });

  it.each([
    ['an address that is none', { url: 'ftp://u:secret@x' }, /"ftp:\/\/\*\*\*@x" is no address/],
    ['a job that is empty', { job: '' }, /job is empty/],
    ['a label that is none', { grouping: { 'no-label': 'x' } }, /"no-label"/],
  ])('is refused with %s', (_, options, message) => {
    expect(() => setUp(options)).toThrow(message);
  });

  it('has a path for every value', () => {
    expect(groupingPath('a/b', { x: 'ü' })).toBe('/metrics/job@base64/YS9i/x/%C3%BC');
    expect(groupingPath('..', { x: '.', y: 'a\ud800' })).toBe('/metrics/job@base64/Li4/x@base64/Lg/y@base64/Ye-_vQ');
  });

  it('takes a sign of a password that nobody coded as it stands', async () => {
    const pusher = setUp({ url: gateway.url.replace('//', '//me:50%zz%40@') });
    expect(await pusher.push()).toBe(true);
    const pair = Buffer.from('me:50%zz@').toString('base64');
    expect(gateway.requests[0]?.headers.authorization).toBe(`Basic ${pair}`);
    await pusher.shutdown();
  });

  it('is made again when who was told of a failure threw', async () => {
    const told = jest.fn(() => {
      throw new Error('told too much');
    });
    const pusher = setUp({ onError: told });
    gateway.answers.push(500, 500);
    expect([await pusher.push(), await pusher.push(), await pusher.push()]).toEqual([false, false, true]);
    expect(told).toHaveBeenCalledTimes(1);
    await pusher.shutdown();
  });
});

describe('pushes in intervals', () => {
  it('come every 15 seconds, one at a time', async () => {
    const pusher = setUp();
    pusher.start();
    pusher.start();
    clock.advance(14_999);
    await settled();
    expect(gateway.requests).toHaveLength(0);
    clock.advance(1);
    await gateway.seen(1);
    expect(clock.pendingTimers).toBe(0);
    await pusher.push();
    await settled();
    expect(clock.pendingTimers).toBe(1);
    await pusher.shutdown();
    expect(clock.pendingTimers).toBe(0);
  });

  it('go on when the other side is down, slow or refuses, tell of it once, and recover', async () => {
    const pusher = setUp({ intervalMs: 1000, timeoutMs: 500 });
    gateway.answers.push(500, 'hang', 413, 429, 200, 503);
    for (let pushes = 0; pushes < 4; pushes++) expect(await pusher.push()).toBe(false);
    expect(errors).toEqual([expect.stringContaining('500')]);
    orders.inc();
    expect(await pusher.push()).toBe(true);
    expect(gateway.requests.at(-1)?.body).toContain('orders_total 1\n');
    expect(await pusher.push()).toBe(false);
    expect(errors).toHaveLength(2);
    expect(pusher.stats).toEqual({ pushes: 1, errors: 5 });
    await pusher.shutdown();
  });

  it('go on when metrics of others never answer, and tell of it', async () => {
    const answers = [new Promise<string>(() => undefined), Promise.resolve('a 1\n')];
    const registry = { contentType: 'text/plain', metrics: () => answers.shift() ?? Promise.resolve('') };
    const pusher = setUp({ registry, timeoutMs: 50 });
    const first = pusher.push();
    clock.advance(50);
    expect(await first).toBe(false);
    expect(errors).toEqual(['Error: the registry did not answer within 50 ms']);
    expect(await pusher.push()).toBe(true);
    await pusher.shutdown();
  });

  it('leave the other side alone as long as it asks for', async () => {
    const pusher = setUp({ intervalMs: 1000 });
    gateway.answers.push(429);
    gateway.headers = { 'retry-after': '30' };
    pusher.start();
    clock.advance(1000);
    await gateway.seen(1);
    gateway.headers = {};
    while (clock.pendingTimers === 0) await settled();
    clock.advance(29_999);
    await settled();
    expect(gateway.requests).toHaveLength(1);
    clock.advance(1);
    await gateway.seen(2);
    await pusher.shutdown();
  });

  it('that find nobody are no reason to throw', async () => {
    const { url } = gateway;
    await gateway.stop();
    const pusher = setUp({ url });
    expect(await pusher.push()).toBe(false);
    await pusher.shutdown();
    expect(errors).toHaveLength(1);
    gateway = await new PushgatewayDouble().start();
  });
});

describe('the end', () => {
  it('pushes what there is, then takes the group away, once', async () => {
    const pusher = setUp();
    pusher.start();
    orders.inc(7);
    await Promise.all([pusher.shutdown(), pusher.shutdown()]);
    expect(gateway.requests.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
    expect(gateway.requests[0]?.body).toContain('orders_total 7\n');
    expect(gateway.requests[1]?.path).toBe('/metrics/job/shop');
    pusher.start();
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves the group on request', async () => {
    await setUp({ deleteAtEnd: false }).shutdown();
    expect(gateway.requests.map(({ method }) => method)).toEqual(['PUT']);
  });
});

test('metrics are pushed by hand until the handle ends', async () => {
  class Job extends Machine.of(defineSchema({ Start: {} })) {}
  const registry = new Registry();
  const job = new Job({ id: 'j' });
  const metered = bindMach(job);
  const averaged = new AveragedMetrics();
  job.bindTracer(averaged);
  averaged.register(registry);
  const pushed = bindToPusher(metered, { url: gateway.url, registry, job: 'jobs', timers: clock });
  job.add('Start');
  await pushed.flush();
  const [{ body } = { body: '' }] = gateway.requests;
  expect(body).toContain('asyncmachine_transitions_total{machine_class="Job"');
  expect(body).toContain('am_transitions_j 1\n');
  await pushed.dispose();
  expect(gateway.requests.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'DELETE']);
  expect(await registry.metrics()).not.toContain('asyncmachine_');
});

test('a machine works, and is disposed of, beside a push that is refused or gets no answer', async () => {
  class Job extends Machine.of(defineSchema({ Start: {}, Late: { require: ['Start'] } })) {}
  const run = async (job: Job): Promise<readonly unknown[]> => {
    const results = [job.add('Late'), job.add('Start'), job.add('Late'), job.remove('Start')];
    const time = job.time();
    await job.dispose();
    return [results, time, job.isDisposed];
  };
  const job = new Job();
  const pushed = bindToPusher(bindMach(job), {
    ...{ url: gateway.url, registry: new Registry(), job: 'jobs', timers: clock, timeoutMs: 50, intervalMs: 1000 },
    onError: (error) => errors.push(String(error)),
  });
  gateway.answers.push(500, 'hang');
  await pushed.flush();
  const hanging = pushed.flush();
  await gateway.seen(2);
  expect(await run(job)).toEqual(await run(new Job()));
  await hanging;
  await pushed.dispose();
  expect(errors).toHaveLength(1);
});

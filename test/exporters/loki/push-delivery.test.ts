import type { HttpOutcome } from '../../../src/http/index.js';
import type { LogEntry } from '../../../src/exporters/loki/log-entry.js';
import { PushDelivery } from '../../../src/exporters/loki/push-delivery.js';
import { FakeClock } from '../../../src/testing/index.js';

type Answer = readonly [status: number, body?: string, headers?: Record<string, string>] | 'broken' | 'late';

const entry = (line: string): LogEntry => ({
  ...{ labels: '"level":"info"', value: `170000000000000000${line}","${line}",{"tag":"state"}`, size: 1 },
});
const entries = (count: number) => Array.from({ length: count }, (_, i) => entry(String(i)));

function outcomeOf(answer: Answer): HttpOutcome {
  if (answer === 'late') return { kind: 'late', error: new Error('no answer') };
  if (answer === 'broken') return { kind: 'broken', error: new Error('ECONNREFUSED'), isKept: false };
  const [status, body = '', headers = {}] = answer;
  return { kind: 'answered', status, statusText: '', headers, body: Buffer.from(body) };
}

/** Lets promises run; no time passes. */
async function turn(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** A delivery to a peer that answers so, the last way for ever. */
function deliveryTo(...answers: readonly Answer[]) {
  const clock = new FakeClock();
  const bodies: (readonly (readonly string[])[])[] = [];
  const errors: unknown[] = [];
  const delivery = new PushDelivery({
    labels: { service_name: 'reader' },
    streamPerLine: false,
    timers: clock,
    onError: (error) => errors.push(error),
    send: (body) => {
      const { streams } = JSON.parse(new TextDecoder().decode(body)) as { streams: { values: string[][] }[] };
      bodies.push(streams.flatMap(({ values }) => values));
      return Promise.resolve(outcomeOf(answers[Math.min(bodies.length, answers.length) - 1] ?? [204]));
    },
  });
  const lines = () => bodies.map((values) => values.map(([, line]) => line));
  return { clock, bodies, lines, errors, delivery };
}

/** Time passes until the delivery has ended; how much each pause took, in steps of 100. */
async function pausesOf(clock: FakeClock, delivery: Promise<unknown>): Promise<readonly number[]> {
  const pauses: number[] = [];
  const open = new Set([delivery]);
  const end = (): void => void open.delete(delivery);
  void delivery.then(end, end);
  while (open.size > 0) {
    await turn();
    let ms = 0;
    for (; clock.pendingTimers > 0 && ms < 400_000; ms += 100) clock.advance(100);
    if (ms > 0) pauses.push(ms);
  }
  return pauses;
}

beforeEach(() => {
  jest.spyOn(Math, 'random').mockReturnValue(0);
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a delivery to Loki', () => {
  it.each<[string, Answer]>([
    ['is busy', [429, 'ingestion rate limit exceeded']],
    ['fails', [500, 'empty ring']],
    ['is away behind a gateway', [503]],
    ['is down', 'broken'],
    ['does not answer in time', 'late'],
  ])('is repeated with longer and longer pauses while Loki %s, and reported once', async (_what, answer) => {
    const { clock, delivery, lines, errors } = deliveryTo(...Array<Answer>(8).fill(answer), [204]);
    const delivered = delivery.deliver(entries(2));
    const pauses = await pausesOf(clock, delivered);
    await expect(delivered).resolves.toBeUndefined();
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(lines()).toEqual(Array(9).fill(['0', '1']));
    expect([errors.length, delivery.failures]).toEqual([1, 8]);
  });

  it('shortens pauses by chance, so that many processes do not come back at once', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const { clock, delivery } = deliveryTo([500], [204]);
    expect(await pausesOf(clock, delivery.deliver(entries(1)))).toEqual([400]);
  });

  it('waits as long as Loki asks for, and a flush does not cut that short', async () => {
    const { clock, delivery, bodies } = deliveryTo([429, '', { 'retry-after': '7' }], [204]);
    const delivered = delivery.deliver(entries(1));
    await turn();
    delivery.hurry();
    await turn();
    expect(bodies).toHaveLength(1);
    expect(await pausesOf(clock, delivered)).toEqual([7000]);
  });

  it('tries again at once when it is told to hurry', async () => {
    const { clock, delivery, bodies } = deliveryTo('broken', [204]);
    const delivered = delivery.deliver(entries(1));
    await turn();
    expect([bodies.length, clock.pendingTimers]).toEqual([1, 1]);
    delivery.hurry();
    await expect(delivered).resolves.toBeUndefined();
    expect([bodies.length, clock.pendingTimers]).toEqual([2, 0]);
  });

  it('gives a batch up that Loki fails on again and again, but none while it is away', async () => {
    const failing = deliveryTo([500, 'boom']);
    const delivered = failing.delivery.deliver(entries(3));
    expect(await pausesOf(failing.clock, delivered)).toHaveLength(10);
    await expect(delivered).rejects.toThrow('500');
    const away = deliveryTo(...Array<Answer>(50).fill('broken'), [204]);
    const kept = away.delivery.deliver(entries(3));
    expect(await pausesOf(away.clock, kept)).toHaveLength(50);
    await expect(kept).resolves.toBeUndefined();
  });

  it('halves what is too large, in order, and gives up only the line that is too large by itself', async () => {
    const { delivery, lines, errors } = deliveryTo([413], [413], [413], [413], [204]);
    await expect(delivery.deliver(entries(5))).resolves.toMatchObject({ refused: 1 });
    expect(lines().map((each) => each.join(''))).toEqual(['01234', '012', '01', '0', '1', '2', '34']);
    expect(errors).toEqual([]);
  });

  it('takes the message of a server that has no status for it', async () => {
    const { delivery, lines } = deliveryTo([500, 'grpc: received message larger than max (5 vs. 4)'], [204]);
    await expect(delivery.deliver(entries(2))).resolves.toBeUndefined();
    expect(lines()).toEqual([['0', '1'], ['0'], ['1']]);
  });

  it('puts metadata behind the lines, from then on, for a server that takes none', async () => {
    const refusal = 'stream includes structured metadata, but this feature is disallowed';
    const { delivery, bodies } = deliveryTo([400, refusal], [204]);
    await delivery.deliver([entry('1')]);
    await delivery.deliver([entry('2')]);
    expect(bodies.map(([value]) => value?.slice(1))).toEqual([
      ['1', { tag: 'state' }],
      ['1 tag=state'],
      ['2 tag=state'],
    ]);
  });

  it.each<[number, string]>([
    [400, 'bad'],
    [401, 'no'],
    [403, 'no'],
    [404, 'where'],
  ])('does not repeat what is refused with %d', async (status, text) => {
    const { delivery, bodies, errors } = deliveryTo([status, text], [status, text], [204], [status, text]);
    await expect(delivery.deliver(entries(2))).rejects.toThrow(`${String(status)} : ${text}`);
    await expect(delivery.deliver(entries(2))).rejects.toThrow();
    expect([bodies.length, errors.length]).toEqual([2, 1]);
    await delivery.deliver(entries(1));
    await expect(delivery.deliver(entries(1))).rejects.toThrow();
    expect(errors).toHaveLength(2);
  });

  it('counts what Loki ignored of a batch', async () => {
    const text =
      "entry too far behind\nuser 'fake', total ignored: 2 out of 3 for stream: {}; total ignored: 1 out of 4";
    const { delivery } = deliveryTo([400, text]);
    await expect(delivery.deliver(entries(7))).resolves.toMatchObject({ refused: 3 });
  });

  it('ends with what it was told last, and leaves no timer, when it is closed', async () => {
    const { clock, delivery, bodies } = deliveryTo('broken');
    const delivered = delivery.deliver(entries(1));
    await turn();
    delivery.close();
    await expect(delivered).rejects.toThrow('ECONNREFUSED');
    expect([bodies.length, clock.pendingTimers]).toEqual([1, 0]);
    await expect(delivery.deliver(entries(1))).rejects.toThrow('ECONNREFUSED');
  });
});

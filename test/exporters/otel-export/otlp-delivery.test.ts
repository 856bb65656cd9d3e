import { OtlpDelivery } from '../../../src/exporters/otel-export/otlp-delivery.js';
import type { OtlpAnswer } from '../../../src/exporters/otel-export/otlp-transport.js';
import { FakeClock } from '../../../src/testing/index.js';

const TAKEN: OtlpAnswer = { kind: 'taken', body: new Uint8Array() };
const later = (afterMs?: number): OtlpAnswer => ({ kind: 'later', error: new Error('not now'), afterMs });
const REFUSED: OtlpAnswer = { kind: 'refused', error: new Error('never') };

/** A receiver that gives these answers, the last one from then on; the clock of both sides stands still. */
function receiverOf(answers: readonly OtlpAnswer[], batchMs = 30_000) {
  const clock = new FakeClock(0);
  const sent: { readonly atMs: number; readonly body: string; readonly limitMs: number }[] = [];
  const delivery = new OtlpDelivery<string>(
    {
      serializeRequest: (batch) => new TextEncoder().encode(batch.join()),
      deserializeResponse: (body) => JSON.parse(new TextDecoder().decode(body)) as object,
    },
    {
      send(bytes, limitMs) {
        sent.push({ atMs: clock.now(), body: new TextDecoder().decode(bytes), limitMs });
        return Promise.resolve(answers[Math.min(sent.length, answers.length) - 1] ?? REFUSED);
      },
      close: () => undefined,
    },
    { requestMs: 10_000, batchMs },
    { timers: clock, now: clock.now },
  );
  /** Lets time pass in small steps, so that promises follow. */
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 50) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(Math.min(50, left));
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  const outcome = (promise: Promise<unknown>) => promise.then((value) => value ?? 'taken', String);
  return { clock, sent, delivery, pass, outcome };
}

test('a batch that was taken is never sent again', async () => {
  const { delivery, sent, pass, outcome } = receiverOf([TAKEN]);
  expect(await outcome(delivery.deliver(['a']))).toBe('taken');
  await pass(60_000);
  expect(sent).toHaveLength(1);
});

test('a batch that was refused, or that nobody knows of, is never sent again', async () => {
  const { delivery, sent, pass, outcome } = receiverOf([REFUSED]);
  expect(await outcome(delivery.deliver(['a']))).toBe('Error: never');
  await pass(60_000);
  expect(sent).toHaveLength(1);
});

test('one that comes too early goes off again later, after a longer time each time, and is the same', async () => {
  const { delivery, sent, pass, outcome } = receiverOf([later(), later(), later(), TAKEN]);
  const done = outcome(delivery.deliver(['a', 'b']));
  await pass(20_000);
  expect(await done).toBe('taken');
  const gaps = sent.slice(1).map(({ atMs }, at) => atMs - (sent[at]?.atMs ?? 0));
  const usual = [1000, 1500, 2250];
  gaps.forEach((gap, at) => {
    expect(gap).toBeGreaterThanOrEqual((usual[at] ?? 0) * 0.8);
    expect(gap).toBeLessThanOrEqual((usual[at] ?? 0) * 1.2 + 50);
  });
  expect(new Set(sent.map(({ body }) => body))).toEqual(new Set(['a,b']));
});

test('it is given up after a while, and after a number of times', async () => {
  const { delivery, sent, pass, outcome } = receiverOf([later()], 10_000);
  const done = outcome(delivery.deliver(['a']));
  await pass(11_000);
  expect(await done).toBe('Error: not now');
  expect(sent.length).toBeLessThan(7);
  expect(sent.at(-1)?.limitMs).toBeLessThan(10_000);
  const patient = receiverOf([later()], 1e9);
  const last = patient.outcome(patient.delivery.deliver(['a']));
  await patient.pass(60_000);
  expect([await last, patient.sent.length]).toEqual(['Error: not now', 7]);
});

test('what the receiver asks for holds for every batch, and is not held against them', async () => {
  const { delivery, sent, pass, outcome } = receiverOf([later(20_000), TAKEN], 1000);
  const first = outcome(delivery.deliver(['a']));
  await pass(100);
  const second = outcome(delivery.deliver(['b']));
  await pass(19_000);
  expect(sent).toHaveLength(1);
  await pass(2000);
  expect([await first, await second]).toEqual(['taken', 'taken']);
  expect(sent.map(({ body }) => body)).toEqual(['a', 'a', 'b']);
});

test('a receiver that asks for a year is asked again after five minutes', async () => {
  const { delivery, sent, pass, outcome } = receiverOf([later(3.2e10), TAKEN]);
  const done = outcome(delivery.deliver(['a']));
  await pass(301_000);
  expect(await done).toBe('taken');
  expect(sent[1]?.atMs).toBeLessThan(301_000);
});

test('the end wakes whoever waits, and nothing is sent after it', async () => {
  const { clock, delivery, sent, pass, outcome } = receiverOf([later(5000)]);
  const waiting = outcome(delivery.deliver(['a']));
  await pass(100);
  const behind = outcome(delivery.deliver(['b']));
  await pass(100);
  await delivery.close();
  expect([await waiting, await behind]).toEqual([
    'Error: not now',
    'Error: the end came before the receiver wanted more',
  ]);
  await pass(10_000);
  expect([sent.length, clock.pendingTimers]).toEqual([1, 0]);
});

test.each([
  ['{"partialSuccess":{"rejectedSpans":"2","errorMessage":"old"}}', 2],
  ['{"partialSuccess":{"rejectedLogRecords":9,"errorMessage":""}}', 3],
  ['{"partialSuccess":{"rejectedSpans":"0","errorMessage":"a hint"}}', 0],
  ['{"partialSuccess":{"rejectedSpans":-1}}', undefined],
  ['{"partialSuccess":null}', undefined],
  ['[]', undefined],
  ['{]', undefined],
])('of a batch of three, %s leaves %s out', async (text, refused) => {
  const { delivery, sent } = receiverOf([{ kind: 'taken', body: new TextEncoder().encode(text) }]);
  expect((await delivery.deliver(['a', 'b', 'c']))?.refused).toBe(refused);
  expect(sent).toHaveLength(1);
});

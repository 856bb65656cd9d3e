import { Machine, defineSchema } from 'statescope';
import { OtelTraces, RecordingSink, ReferenceTraces } from '../../../src/exporters/otel-traces/index.js';
import type { OtelTracesOptions } from '../../../src/exporters/otel-traces/index.js';
import { SpanClock } from '../../../src/exporters/otel-traces/span-clock.js';

const HOUR_MS = 3_600_000;

class Feed extends Machine.of(defineSchema({ A: {}, B: { multi: true } })) {
  AState(): void {
    this.add('B');
  }
}

const PRESETS = {
  default: (options: OtelTracesOptions) => new OtelTraces(options),
  go: ({ sink, clock, onError }: OtelTracesOptions) =>
    new ReferenceTraces({ sink, ...(clock && { clock }), ...(onError && { onError }) }),
} as const;

describe.each(['default', 'go'] as const)('under preset %s, a clock that is set', (preset) => {
  it.each([
    ['back', -HOUR_MS],
    ['ahead and back again', HOUR_MS],
  ])('%s ends no span before it has begun, and is told once', async (_, byMs) => {
    let nowMs = 1_700_000_000_000;
    const sink = new RecordingSink();
    const errors: string[] = [];
    const onError = (error: unknown): void => void errors.push((error as Error).message);
    const tracer = PRESETS[preset]({ sink, clock: () => (nowMs += 1), onError });
    const feed = new Feed({ id: 'feed', tracers: [tracer] });
    feed.add('A');
    for (const each of [byMs, -byMs, byMs]) {
      nowMs += each;
      feed.toggle('A');
    }
    await feed.dispose();
    for (const { startMs, endMs = 0 } of sink.spans) expect(endMs).toBeGreaterThanOrEqual(startMs);
    expect(tracer.clockJumps).toBe(byMs < 0 ? 2 : 1);
    expect(errors).toEqual([expect.stringMatching(/^the clock has gone back by 3[56]\d\d\.\d s;/)]);
  });

  it.each([HOUR_MS, -HOUR_MS])('by %s ms while nobody gives another changes no duration', async (byMs) => {
    const wall = jest.spyOn(Date, 'now');
    try {
      const sink = new RecordingSink();
      const errors: unknown[] = [];
      const tracer = PRESETS[preset]({ sink, onError: (error) => errors.push(error) });
      const feed = new Feed({ id: 'feed', tracers: [tracer] });
      feed.add('A');
      const real = performance.timeOrigin + performance.now();
      wall.mockImplementation(() => performance.timeOrigin + performance.now() + byMs);
      feed.remove('A');
      await tracer.flush();
      await tracer.flush();
      await feed.dispose();
      for (const { startMs, endMs = 0 } of sink.spans) {
        expect(endMs - startMs).toBeGreaterThanOrEqual(0);
        expect(endMs - startMs).toBeLessThan(HOUR_MS / 2);
        expect(Math.abs(startMs - real)).toBeLessThan(HOUR_MS / 2);
      }
      expect([tracer.clockJumps, errors.length]).toEqual([1, 1]);
      wall.mockImplementation(() => performance.timeOrigin + performance.now());
      await tracer.flush();
      expect([tracer.clockJumps, errors.length]).toEqual([2, 1]);
    } finally {
      wall.mockRestore();
    }
  });
});

describe('the clock of spans', () => {
  it('stands still while another one is a little behind, and counts nothing', () => {
    const times = [10, 9.5, 9.9, 10.5];
    const clock = new SpanClock(
      () => times.shift() ?? 0,
      () => undefined,
    );
    expect([clock.now(), clock.now(), clock.now(), clock.now(), clock.jumps]).toEqual([10, 10, 10, 10.5, 0]);
  });

  it('goes on from where it stood', () => {
    const times = [HOUR_MS * 2, HOUR_MS, HOUR_MS + 5, HOUR_MS + 9];
    const clock = new SpanClock(
      () => times.shift() ?? 0,
      () => undefined,
    );
    expect([0, 0, 0, 0].map(() => clock.now() - HOUR_MS * 2)).toEqual([0, 0, 5, 9]);
  });
});

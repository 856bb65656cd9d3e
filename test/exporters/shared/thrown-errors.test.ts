import { Machine, defineSchema } from 'statescope';
import type { Tracer } from 'statescope';
import { carriesThrown, noteRejection } from '../../../src/exporters/shared/index.js';

const schema = defineSchema({ Throws: {}, Rejects: {}, Slow: {}, Exception: { multi: true } });

class Feed extends Machine.of(schema) {
  nowMs = 0;
  ThrowsState(): void {
    throw new RangeError('thrown');
  }
  RejectsState(): Promise<void> {
    return Promise.reject(new RangeError('rejected'));
  }
  SlowState(): void {
    this.nowMs += 10_000;
  }
}

function watched(): { readonly feed: Feed; readonly told: (readonly [string, boolean])[] } {
  const told: (readonly [string, boolean])[] = [];
  const tracer: Tracer = {
    id: 'told',
    handlerSettled: noteRejection,
    transitionEnd: (transition) => {
      const { error } = transition;
      if (error instanceof Error) told.push([error.message.split(':')[0] ?? '', carriesThrown(transition)]);
    },
  };
  const limits = { handlerTimeoutMs: 10, handlerDeadlineMs: 10, timeouts: 'cancel' } as const;
  let nowMs = (): number => 0;
  const feed = new Feed({ id: 'feed', tracers: [tracer], ...limits, now: () => nowMs() });
  nowMs = () => feed.nowMs;
  return { feed, told };
}

test('what a handler threw, at once or later, and a handler that took too long are not the own errors of a program', async () => {
  const { feed, told } = watched();
  feed.add('Throws');
  feed.add('Rejects');
  await new Promise((resolve) => setImmediate(resolve));
  feed.addErr(new Error('added'));
  feed.add('Slow');
  expect(told).toEqual([
    ['thrown', true],
    ['rejected', true],
    ['added', false],
    ['handler timeout', true],
  ]);
});

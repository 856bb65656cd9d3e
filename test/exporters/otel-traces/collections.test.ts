import { Collections } from '../../../src/exporters/otel-traces/collections.js';
import type { TraceSettings } from '../../../src/exporters/otel-traces/settings.js';
import { FakeClock } from '../../../src/testing/index.js';
import { collected } from './support.js';

const PAUSE_MS = 10;

const Registry = FinalizationRegistry;
let registered = 0;

/** Counts what is registered without holding it, as a spy would. */
class Counting<T> extends Registry<T> {
  override register(target: WeakKey, held: T): void {
    registered += 1;
    super.register(target, held);
  }
}

/** A table of so many slots, each of which was looked at so often. */
class Looked {
  readonly clock = new FakeClock();
  readonly times: number[];
  readonly collections: Collections;
  size: number;

  constructor(size: number) {
    this.size = size;
    this.times = new Array<number>(size).fill(0);
    const table = { slots: () => new Array(this.size).keys() };
    const settings = { now: this.clock.now, timers: this.clock } as unknown as TraceSettings;
    this.collections = new Collections(settings, table, (slot) => (this.times[slot] = (this.times[slot] ?? 0) + 1));
  }

  /** How many were looked at at all. */
  get some(): number {
    return this.times.filter((times) => times > 0).length;
  }

  /** Garbage is collected, and that noticed. */
  async collect(): Promise<void> {
    const before = this.some;
    await collected(() => this.some > before);
  }
}

/** Longer than it takes to notice. */
const notNoticed = async (): Promise<void> => {
  let turns = 0;
  await collected(() => (turns += 1) > 1000);
};

beforeEach(() => {
  registered = 0;
  globalThis.FinalizationRegistry = Counting;
});
afterEach(() => {
  globalThis.FinalizationRegistry = Registry;
});

describe('collections of garbage', () => {
  it('have all slots looked at, many at a time', async () => {
    const looked = new Looked(12_000);
    looked.collections.watch();
    await looked.collect();
    expect(looked.some).toBe(5000);
    looked.clock.advance(PAUSE_MS);
    expect(looked.some).toBe(10_000);
    looked.clock.advance(PAUSE_MS);
    expect([looked.some, looked.clock.pendingTimers]).toEqual([12_000, 0]);
  });

  it('are waited for with one object, however many machines there are', () => {
    const looked = new Looked(1);
    for (let i = 0; i < 100; i++) looked.collections.watch();
    expect(registered).toBe(1);
  });

  it('are noticed again and again, also while slots are looked at', async () => {
    const looked = new Looked(12_000);
    looked.collections.watch();
    await looked.collect();
    await notNoticed();
    looked.clock.advance(4 * PAUSE_MS);
    expect(looked.times).toEqual(new Array(12_000).fill(2));
    looked.times.fill(0);
    await looked.collect();
    expect(looked.some).toBe(5000);
  });

  it('are waited for no more when there is nothing to look for, until there is', async () => {
    const looked = new Looked(0);
    looked.collections.watch();
    await notNoticed();
    expect(registered).toBe(1);
    looked.size = 1;
    looked.collections.watch();
    await looked.collect();
    expect(looked.times).toEqual([1]);
  });

  it('are nothing to one that was stopped', async () => {
    const looked = new Looked(12_000);
    looked.collections.watch();
    await looked.collect();
    looked.collections.stop();
    expect(looked.clock.pendingTimers).toBe(0);
    looked.collections.watch();
    await notNoticed();
    expect(looked.some).toBe(5000);
    const before = registered;
    await notNoticed();
    expect(registered).toBe(before);
  });
});

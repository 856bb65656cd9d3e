import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { Machine, defineSchema } from 'statescope';
import type { Tracer } from 'statescope';
import { OtelTraces, ReferenceTraces, SdkSink } from '../../src/exporters/otel-traces/index.js';
import type { OtelTracesOptions } from '../../src/exporters/otel-traces/index.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const MIB = 2 ** 20;
const LIMIT_MIB = 5;
const COUNT = 1_000_000;

/** MiB in use once all garbage, and what finalizers give back after it, is gone. */
async function usedMiB(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed / MIB;
}

const schema = defineSchema({ A: { remove: ['B'] }, B: { remove: ['A'] }, Job: { multi: true } });
class Ring extends Machine.of(schema) {
  other: Ring | undefined;
  AState(): void {
    this.other?.add('Job');
  }
}

const sink = new SdkSink({ tracer: new BasicTracerProvider().getTracer('soak'), activeContext: false });

/** Growth of the heap over a million transitions of two machines that follow each other, and of machines that come and go. */
async function growthOf(tracer: Tracer): Promise<number> {
  const ring = new Ring({ id: 'ring', tracers: [tracer] });
  ring.other = new Ring({ id: 'other', tracers: [tracer] });
  const turn = async (transitions: number): Promise<void> => {
    for (let i = 0; i < transitions / 3; i++) {
      ring.add(i % 2 === 0 ? 'A' : 'B');
      if (i % 100 === 0) await new Ring({ id: `brief-${String(i % 1000)}`, parent: ring, tracers: [tracer] }).dispose();
      ring.other?.add('Job');
    }
  };
  await turn(COUNT / 10);
  const early = await usedMiB();
  for (let part = 0; part < 9; part++) await turn(COUNT / 10);
  const late = await usedMiB();
  await tracer.shutdown?.();
  return late - early;
}

const cases: readonly Omit<OtelTracesOptions, 'sink'>[] = [
  { scope: 'tree' },
  { scope: 'tx' },
  { scope: 'cause' },
  { scope: 'tree', rotate: { spans: 0, ms: 0 }, groupSpans: 'lifetime', handlers: 'both', skipEmpty: true },
];

test.each(cases)('a million transitions leave the heap as it was: %j', async (options) => {
  expect(await growthOf(new OtelTraces({ sink, ...options }))).toBeLessThan(LIMIT_MIB);
});

test('so they do under preset go', async () => {
  expect(await growthOf(new ReferenceTraces({ sink }))).toBeLessThan(LIMIT_MIB);
});

import fc from 'fast-check';
import type { OtelTracesOptions } from '../../../src/exporters/otel-traces/index.js';
import { AFTER_MS, Resting } from './resting.js';
import type { Feed } from './resting.js';

const steps = fc.array(
  fc.record({
    pauseMs: fc.constantFrom(0, 0, 10, AFTER_MS, 5 * AFTER_MS),
    machine: fc.nat(3),
    verb: fc.constantFrom('add', 'add', 'remove', 'set', 'child', 'dispose', 'fail', 'detach'),
    states: fc.subarray(['A', 'B', 'Job', 'Größe✓'] as const, { minLength: 1 }),
  }),
  { minLength: 3, maxLength: 25 },
);
const options: fc.Arbitrary<Partial<OtelTracesOptions>> = fc.record({
  scope: fc.constantFrom('tree', 'tx', 'cause'),
  multi: fc.constantFrom('event', 'instance'),
  groups: fc.boolean(),
  autoRoot: fc.boolean(),
  txHistory: fc.constantFrom(0, 2, 300),
});

/** What is told of a story by a tracer that lets machines rest after so long. */
async function story(script: readonly Step[], given: Partial<OtelTracesOptions>, restAfterMs: number): Promise<string> {
  const resting = await Resting.of({ ...given, restAfterMs, rotate: { spans: 0, ms: 0 } });
  resting.make();
  for (const { pauseMs, machine, verb, states } of script) {
    resting.clock.advance(pauseMs);
    const feed = resting.machines[machine % resting.machines.length] as Feed;
    if (verb === 'child') resting.make({ parent: feed });
    else if (verb === 'dispose') await feed.dispose();
    else if (verb === 'fail') feed.addErr(FAILURE);
    else if (verb === 'detach') feed.detachTracer('otel-traces');
    else feed[verb](states);
  }
  resting.pass();
  await resting.tracer.shutdown();
  return resting.told();
}

const FAILURE = new Error('failed');

type Step = typeof steps extends fc.Arbitrary<readonly (infer S)[]> ? S : never;

it('tells the same of machines whether they rest or not', async () => {
  await fc.assert(
    fc.asyncProperty(steps, options, async (script, given) => {
      expect(await story(script, given, AFTER_MS)).toBe(await story(script, given, 0));
    }),
    { numRuns: 150 },
  );
});

import fc from 'fast-check';
import { Registry } from 'prom-client';
import { PrometheusMetrics, seriesBudget } from '../../../src/exporters/prometheus/index.js';
import { shapeOf } from '../../../src/instrument/index.js';
import { Machine } from '../../../src/index.js';
import type { Schema } from '../../../src/index.js';
import { METRIC_GROUPS, toMark, writeClassMark, writeHandlerMark } from '../../../src/metadata/index.js';
import { parseScrape } from './prometheus-text.js';

const LIMITS = { maxErrorTypes: 1 };
const STATES = ['A', 'B', 'C', 'End'] as const;
const SUFFIXES = ['Enter', 'Exit', 'State', 'End'] as const;
const HANDLERS = [
  'AnyEnter',
  'AnyState',
  ...STATES.flatMap((state) => [...SUFFIXES, ...STATES].map((rest) => state + rest)),
];
const BEHAVIOURS = ['ok', 'veto', 'throw', 'reject', 'mutate'] as const;

const some = fc.subarray([...STATES]);
const schemas = fc.record(
  Object.fromEntries(
    STATES.map((name) => [
      name,
      fc.record({ auto: fc.boolean(), multi: fc.boolean(), require: some, add: some, remove: some }),
    ]),
  ),
);
const handlers = fc.dictionary(fc.constantFrom(...HANDLERS), fc.constantFrom(...BEHAVIOURS), { maxKeys: 5 });
const steps = fc.array(
  fc.tuple(fc.constantFrom('add', 'remove', 'set', 'canAdd', 'canRemove', 'addErr', 'toggle'), fc.nat(3), fc.nat(3)),
  { maxLength: 25 },
);
const marks = fc.record({
  groups: fc.option(fc.subarray([...METRIC_GROUPS], { minLength: 1 }), { nil: undefined }),
  handler: fc.option(fc.boolean(), { nil: undefined }),
});

function classOf(schema: Schema, behaviours: Readonly<Record<string, (typeof BEHAVIOURS)[number]>>) {
  class Random extends Machine.of(schema) {}
  let room = 5;
  for (const [name, behaviour] of Object.entries(behaviours)) {
    Object.defineProperty(Random.prototype, name, {
      configurable: true,
      value(this: Random): unknown {
        if (behaviour === 'veto') return false;
        if (behaviour === 'throw') throw Object.assign(new Error('x'), { name: `E${name}` });
        const isFinal = /(?:State|End)$/.test(name);
        // Not without end: the error of a promise runs AnyState again.
        if (behaviour === 'reject') return isFinal && room-- > 0 ? Promise.reject(new TypeError('x')) : true;
        // Not without end: a loop of mutations is stopped after a million only.
        if (behaviour === 'mutate' && room-- > 0) for (const state of STATES) this.add(state, { room });
        return undefined;
      },
    });
  }
  return Random;
}

test('whatever machines of whatever class do, no family has more series than its budget', async () => {
  await fc.assert(
    fc.asyncProperty(schemas, handlers, steps, marks, async (schema, behaviours, script, { groups, handler }) => {
      const Random = classOf(schema, behaviours);
      writeClassMark(Random, 'metered', toMark(groups === undefined ? true : { groups }));
      const [marked] = Object.keys(behaviours);
      if (handler !== undefined && marked !== undefined) {
        writeHandlerMark(Random, marked, 'metered', toMark(handler));
      }
      const registry = new Registry();
      const shape = shapeOf(Random);
      let nowMs = 0;
      const machine = new Random({ queueLimit: 2, handlerTimeoutMs: 2, timeouts: 'cancel', now: () => (nowMs += 0.7) });
      machine.bindTracer(new PrometheusMetrics({ registry, ...LIMITS }), shape.selection('metered'));
      for (const [verb, first, second] of script) {
        const called = [STATES[first]!, STATES[second]!];
        if (verb === 'addErr') machine.addErr(new RangeError('y'));
        else if (verb === 'toggle') machine.toggle(called[0]!);
        else (machine[verb as 'add'] as (states: readonly string[]) => unknown)(called);
      }
      await new Promise((resolve) => setImmediate(resolve));
      await machine.dispose();
      machine.add('A');
      const families = seriesBudget(shape, LIMITS);
      const shown: Record<string, number> = {};
      for (const { name, labels } of parseScrape(await registry.metrics()).lines) {
        if (labels['machine_class'] === undefined) continue;
        const family = families[name] === undefined ? name.replace(/_(?:bucket|sum|count)$/, '') : name;
        shown[family] = (shown[family] ?? 0) + 1;
      }
      const over = Object.entries(shown).filter(([family, count]) => count > (families[family] ?? 0));
      expect(over.map(([family, count]) => `${family}: ${count} of ${families[family] ?? 0}`)).toEqual([]);
    }),
    { numRuns: 100 },
  );
}, 60_000);

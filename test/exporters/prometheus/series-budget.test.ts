import { Registry } from 'prom-client';
import { Metered } from '../../../decorators/index.js';
import { FAMILIES } from '../../../src/exporters/prometheus/families.js';
import { PrometheusMetrics, seriesBudget } from '../../../src/exporters/prometheus/index.js';
import { shapeOf } from '../../../src/instrument/index.js';
import { Machine, defineSchema } from '../../../src/index.js';
import { METRIC } from '../../../src/semconv-metrics.js';
import type { HandlerOutcome } from '../../../src/tracer/index.js';
import { parseScrape } from './prometheus-text.js';
import { ScriptedMachine } from './scripted-machine.js';

const LIMITS = { maxErrorTypes: 2 };

@Metered()
class Plain extends Machine.of(defineSchema({ Start: {}, Busy: { require: ['Start'] } })) {}

@Metered('feed')
class Feed extends Machine.of(
  defineSchema({
    Start: {},
    Ready: { auto: true, require: ['Start'], remove: ['Loading'] },
    Loading: { require: ['Start', 'ErrLoad'], remove: ['Ready'] },
    ErrLoad: { multi: true, add: ['Exception'] },
    Exception: { multi: true, remove: ['Loading'] },
  }),
) {
  StartEnter() {
    return true;
  }
  StartState() {}
  ReadyLoading() {}
  @Metered(false)
  LoadingState() {}
  LoadingEnd() {}
  AnyEnter() {}
  AnyState() {}
  notAHandler() {}
}

class Alone extends Machine.of(defineSchema({ Start: {}, Busy: {} })) {
  @Metered()
  StartState() {}
  BusyEnter() {}
}

class Unmarked extends Machine.of(defineSchema({ Start: {} })) {
  StartState() {}
}

const FINAL = ['ok', 'error', 'timeout', 'skipped'] as const satisfies readonly HandlerOutcome[];
const NEGOTIATION = ['ok', 'rejected', 'error', 'timeout', 'skipped'] as const satisfies readonly HandlerOutcome[];

/** Everything that an engine can tell of machines of a class. */
function playAll(machine: ScriptedMachine, Class: typeof Machine): void {
  const shape = shapeOf(Class);
  const isAuto = Object.values(shape.states).some(({ auto }) => auto === true);
  for (const accepted of [true, false]) {
    for (const type of ['add', 'remove', 'set'] as const) machine.run({ type, accepted, exception: accepted });
    for (const ticking of machine.stateNames) machine.run({ accepted, ticking: [ticking] });
    for (const ticking of machine.stateNames) machine.run({ accepted, ticking: [ticking] });
    for (const type of ['add', 'remove'] as const) machine.run({ type, accepted, check: true });
    if (isAuto) machine.run({ type: 'add', auto: true, accepted });
    for (const name of ['A', 'B', 'C', 'D']) {
      machine.run({ accepted, error: Object.assign(new Error('x'), { name }), exception: accepted });
    }
  }
  const cancel = (reason: 'handler' | 'error' | 'timeout' | 'require' | 'remove', by: string) =>
    machine.run({ accepted: false, cancellation: { reason, by } });
  for (const reason of ['disposed', 'queue_limit', 'backoff'] as const) machine.reject(reason);
  for (const [name, { require = [], remove = [] }] of Object.entries(shape.states)) {
    for (const by of require) cancel('require', by);
    if (remove.length > 0) cancel('remove', name);
  }
  for (const { name, phase } of shape.handlers) {
    if (phase === 'negotiation') cancel('handler', name);
    cancel('error', name);
    cancel('timeout', name);
    for (const outcome of phase === 'final' ? FINAL : NEGOTIATION) {
      machine.run({ during: (tx) => machine.handle(tx, name, phase, outcome) });
    }
    if (phase === 'final') {
      machine.run({ during: (tx) => machine.handleAsync(tx, name)('aborted') });
    }
  }
}

const sum = (families: Readonly<Record<string, number>>) => Object.values(families).reduce((a, b) => a + b, 0);

test.each([Plain, Feed, Alone].map((Class) => ({ name: Class.name, Class })))(
  'the budget of $name is what a scrape shows when everything has happened',
  async ({ Class }) => {
    const registry = new Registry();
    const selection = shapeOf(Class).selection('metered');
    const metrics = new PrometheusMetrics({ registry, ...LIMITS });
    const states = Object.keys(shapeOf(Class).states);
    playAll(new ScriptedMachine(metrics, Class.name, selection, states), Class as never);
    const families = seriesBudget(shapeOf(Class), LIMITS);
    const { lines } = parseScrape(await registry.metrics());
    const shown: Record<string, number> = Object.fromEntries(Object.keys(families).map((family) => [family, 0]));
    for (const { name } of lines) {
      const family = families[name] === undefined ? name.replace(/_(?:bucket|sum|count)$/, '') : name;
      shown[family] = (shown[family] ?? 0) + 1;
    }
    expect(shown).toEqual(families);
    expect(lines).toHaveLength(sum(families));
  },
);

test('a class without the mark produces nothing', () => {
  expect(seriesBudget(shapeOf(Unmarked))).toEqual({});
});

test('a class of which only handlers are marked has their durations and nothing else', () => {
  expect(Object.keys(seriesBudget(shapeOf(Alone)))).toEqual([METRIC.handlerDuration.name]);
});

test('every error type that is let in counts', () => {
  const of = (maxErrorTypes: number) => sum(seriesBudget(shapeOf(Plain), { maxErrorTypes }));
  expect(of(11) - of(10)).toBe(2 + 2 * 23 + 1);
  expect(of(16)).toBe(sum(seriesBudget(shapeOf(Plain))));
});

test('every family of a class has a bound', () => {
  const ofProcess: readonly string[] = [METRIC.exporterDropped.name, METRIC.exporterErrors.name];
  const families = FAMILIES.map(({ family }) => family.name).filter((name) => !ofProcess.includes(name));
  expect(Object.keys(seriesBudget(shapeOf(Plain))).sort()).toEqual([...families].sort());
});

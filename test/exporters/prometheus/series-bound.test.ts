import fc from 'fast-check';
import { Registry } from 'prom-client';
import { PrometheusMetrics } from '../../../src/exporters/prometheus/index.js';
import { COUNT_BUCKETS, DURATION_BUCKETS_S, DWELL_BUCKETS_S, METRIC } from '../../../src/semconv-metrics.js';
import type { CancelReason, HandlerOutcome, MutationType, RejectionReason } from '../../../src/tracer/index.js';
import { parseScrape } from './prometheus-text.js';
import type { Scrape } from './prometheus-text.js';
import { ScriptedMachine } from './scripted-machine.js';

const MAX_ERROR_TYPES = 3;
/** Bounds, `+Inf`, sum and count. */
const PER_HISTOGRAM = DURATION_BUCKETS_S.length + 3;
/** Gauges and ticks; the queue's wait and what transitions did; the three states of a scripted machine. */
const OF_CLASS = 8 + PER_HISTOGRAM + 6 * (COUNT_BUCKETS.length + 3) + 3 * (3 + DWELL_BUCKETS_S.length + 3);

type Step =
  | { readonly kind: 'reject'; readonly reason: RejectionReason }
  | {
      readonly kind: 'run';
      readonly type: MutationType;
      readonly auto: boolean;
      readonly check: boolean;
      readonly error: string | undefined;
      readonly reason: CancelReason | undefined;
      readonly by: string;
      readonly exception: boolean;
      readonly handlers: readonly (readonly [name: string, outcome: HandlerOutcome])[];
    };

const states = fc.uniqueArray(fc.stringMatching(/^[A-Z][a-z]{0,5}$/), { minLength: 1, maxLength: 4 });

const scripts = states.chain((names) => {
  const handlers = names.flatMap((name) => [`${name}Enter`, `${name}State`]);
  const run = fc.record({
    kind: fc.constant('run' as const),
    type: fc.constantFrom<MutationType>('add', 'remove', 'set'),
    auto: fc.boolean(),
    check: fc.boolean(),
    error: fc.option(fc.stringMatching(/^[A-Z][a-zA-Z]{0,8}$/), { nil: undefined }),
    reason: fc.option(fc.constantFrom<CancelReason>('handler', 'error', 'timeout', 'require', 'remove'), {
      nil: undefined,
    }),
    by: fc.constantFrom(...names, ...handlers),
    exception: fc.boolean(),
    handlers: fc.array(
      fc.tuple(
        fc.constantFrom(...handlers),
        fc.constantFrom<HandlerOutcome>('ok', 'rejected', 'error', 'timeout', 'skipped'),
      ),
      { maxLength: 3 },
    ),
  });
  const reject = fc.record({
    kind: fc.constant('reject' as const),
    reason: fc.constantFrom<RejectionReason>('disposed', 'queue_limit', 'backoff'),
  });
  const steps = fc.array(fc.oneof({ weight: 5, arbitrary: run }, { weight: 1, arbitrary: reject }), { maxLength: 80 });
  return fc.record({ handlers: fc.constant(handlers), by: fc.constant([...names, ...handlers]), steps });
});

function play(machine: ScriptedMachine, step: Step): void {
  if (step.kind === 'reject') {
    machine.reject(step.reason);
    return;
  }
  const { reason, by, error } = step;
  machine.run({
    ...step,
    accepted: reason === undefined,
    ...(reason === undefined ? {} : { cancellation: { reason, by } }),
    error: error === undefined ? undefined : Object.assign(new Error('x'), { name: error }),
    during: (transition) => {
      for (const [name, outcome] of step.handlers) {
        machine.handle(transition, name, name.endsWith('State') ? 'final' : 'negotiation', outcome);
      }
    },
  });
}

/** Counts by text, one key per series: the slow way to the same numbers. */
function countNaively(steps: readonly Step[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const known = new Set<string>();
  const add = (name: string, labels: Readonly<Record<string, string | undefined>>) => {
    const key = keyOf(name, labels);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const errorType = (error: string | undefined) => {
    if (error === undefined || known.has(error)) return error;
    if (known.size >= MAX_ERROR_TYPES) return 'other';
    known.add(error);
    return error;
  };
  for (const step of steps) {
    if (step.kind === 'reject') {
      add(METRIC.rejections.name, { reason: step.reason });
      continue;
    }
    const error_type = errorType(step.error);
    const labels = {
      mutation: step.type,
      result: step.reason === undefined ? 'executed' : 'canceled',
      auto: String(step.auto),
      error_type,
    };
    add(METRIC.transitions.name, { ...labels, check: String(step.check) });
    if (step.check) continue;
    add(`${METRIC.transitionDuration.name}_count`, labels);
    if (step.reason !== undefined) add(METRIC.rejections.name, { reason: step.reason, by: step.by });
    if (step.exception && mayActivate(step.reason)) add(METRIC.exceptions.name, { error_type });
    for (const [handler, outcome] of step.handlers) {
      const phase = handler.endsWith('State') ? 'final' : 'negotiation';
      add(`${METRIC.handlerDuration.name}_count`, { handler, phase, outcome });
    }
  }
  return counts;
}

/** What a relation or a veto cancels changes no clock. */
function mayActivate(reason: CancelReason | undefined): boolean {
  return reason === undefined || reason === 'error' || reason === 'timeout';
}

function keyOf(name: string, labels: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(labels).filter(([label, value]) => label !== 'machine_class' && value !== undefined);
  return name + JSON.stringify(pairs.sort());
}

function countsOf(scrape: Scrape): ReadonlyMap<string, number> {
  const counted = /_(?:transitions|rejections|exceptions)_total$|_(?:transition|handler)_duration_seconds_count$/;
  return new Map(
    scrape.lines
      .filter(({ name }) => counted.test(name))
      .map(({ name, labels, value }) => [keyOf(name, labels), value]),
  );
}

describe('over any script', () => {
  it('the counts are those of a naive counter', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async ({ steps }) => {
        const registry = new Registry();
        const machine = new ScriptedMachine(new PrometheusMetrics({ registry, maxErrorTypes: MAX_ERROR_TYPES }));
        // A check changes no clock, so it activates nothing.
        const possible = steps.map((step) =>
          step.kind === 'run' && step.check ? { ...step, exception: false } : step,
        );
        for (const step of possible) play(machine, step);
        expect(countsOf(parseScrape(await registry.metrics()))).toEqual(countNaively(possible));
      }),
      { numRuns: 60 },
    );
  });

  it('the number of series stays within what the schema allows, and is the one reported', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, fc.integer({ min: 1, max: 3 }), async ({ steps, handlers, by }, machines) => {
        const registry = new Registry();
        const metrics = new PrometheusMetrics({ registry, maxErrorTypes: MAX_ERROR_TYPES });
        for (let made = 0; made < machines; made++) {
          const machine = new ScriptedMachine(metrics);
          for (const step of steps) play(machine, step);
          machine.dispose();
        }
        const errorTypes = MAX_ERROR_TYPES + 2;
        const allowed =
          24 * errorTypes +
          12 * errorTypes * PER_HISTOGRAM +
          handlers.length * 6 * PER_HISTOGRAM +
          by.length * 5 +
          3 +
          errorTypes +
          OF_CLASS;
        const { lines } = parseScrape(await registry.metrics());
        expect(lines.length).toBeLessThanOrEqual(allowed);
        expect(metrics.seriesCount()).toBe(lines.length);
      }),
      { numRuns: 40 },
    );
  });

  it('ten thousand classes and error types end in "other"', async () => {
    const registry = new Registry();
    const metrics = new PrometheusMetrics({ registry, maxClasses: 3, maxErrorTypes: 2 });
    for (let n = 0; n < 10_000; n++) {
      new ScriptedMachine(metrics, `Class${n}`).run({ error: Object.assign(new Error('x'), { name: `E${n}` }) });
    }
    const { lines } = parseScrape(await registry.metrics());
    const values = (label: string) => new Set(lines.map(({ labels }) => labels[label]).filter(Boolean));
    expect(values('machine_class')).toEqual(new Set(['Class0', 'Class1', 'Class2', 'other']));
    expect(values('error_type').size).toBe(3 + 2 + 1);
  });
});

import { Registry } from 'prom-client';
import { METRIC_GROUPS } from '../../../src/metadata/index.js';
import { PrometheusMetrics, seriesBudget } from '../../../src/exporters/prometheus/index.js';
import { METRIC } from '../../../src/semconv-metrics.js';
import type { ClassShape, Selection } from '../../../src/tracer/index.js';
import { parseScrape } from './prometheus-text.js';
import { ScriptedMachine } from './scripted-machine.js';

const OF_GROUP = {
  transitions: [
    METRIC.transitions.name,
    METRIC.transitionDuration.name,
    METRIC.transitionTicks.name,
    METRIC.transitionSteps.name,
    METRIC.transitionHandlers.name,
    METRIC.transitionStates.name,
  ],
  handlers: [METRIC.handlerDuration.name],
  queue: [METRIC.queueLength.name, METRIC.queueWait.name],
  rejections: [METRIC.rejections.name],
  exceptions: [METRIC.exceptions.name],
  machines: [
    METRIC.machineCount.name,
    METRIC.machineTicks.name,
    METRIC.machineStates.name,
    METRIC.machineRelations.name,
    METRIC.machineRelationRefs.name,
    METRIC.statesActive.name,
    METRIC.statesInactive.name,
  ],
  states: [METRIC.stateStatus.name, METRIC.stateActivations.name, METRIC.stateDuration.name, METRIC.stateOldest.name],
} as const;

const select = (groups: readonly string[] | undefined, marks: Readonly<Record<string, object>> = {}): Selection => ({
  wholeMachine: true,
  options: groups === undefined ? {} : { groups },
  anyHandler: false,
  handler: (name) => marks[name] as Readonly<Record<string, unknown>> | undefined,
});

/** Families that show after a machine did everything that makes series. */
async function shown(selection: Selection): Promise<readonly string[]> {
  const registry = new Registry();
  const metrics = new PrometheusMetrics({ registry, now: () => 0 });
  const machine = new ScriptedMachine(metrics, 'Feed', selection);
  machine.run({
    accepted: false,
    cancellation: { reason: 'handler', by: 'AEnter' },
    during: (transition) => machine.handle(transition, 'AEnter', 'negotiation', 'rejected'),
  });
  machine.reject('queue_limit');
  machine.run({ error: new TypeError('x'), exception: true });
  machine.run({ ticking: ['A'] });
  machine.run({ ticking: ['A'] });
  const { lines, types } = parseScrape(await registry.metrics());
  return [...new Set(lines.map(({ name }) => (types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, ''))))];
}

test.each(Object.entries(OF_GROUP))('only the group %s', async (group, families) => {
  const names = await shown(select([group]));
  expect([...names].sort()).toEqual([...families].sort());
});

test('all groups without the option', async () => {
  const all = Object.values(OF_GROUP).flat();
  expect([...(await shown(select(undefined)))].sort()).toEqual([...all].sort());
});

test('a handler with a mark of its own is measured whatever the groups', async () => {
  expect(await shown(select(['queue'], { AEnter: {} }))).toContain(METRIC.handlerDuration.name);
});

test('the budget knows the groups', () => {
  const shape = (selection: Selection): ClassShape => ({
    className: 'Feed',
    states: { Start: {}, Exception: { multi: true } },
    handlers: [{ name: 'StartEnter', phase: 'negotiation' }],
    selection: () => selection,
  });
  for (const [group, families] of Object.entries(OF_GROUP)) {
    expect(Object.keys(seriesBudget(shape(select([group])))).sort()).toEqual([...families].sort());
  }
  expect(Object.keys(seriesBudget(shape(select(['queue'], { StartEnter: {} }))))).toContain(
    METRIC.handlerDuration.name,
  );
  expect([...METRIC_GROUPS].sort()).toEqual(Object.keys(OF_GROUP).sort());
});

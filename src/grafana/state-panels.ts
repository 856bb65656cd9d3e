import { LABEL } from '../semconv.js';
import { METRIC } from '../semconv-metrics.js';
import type { PanelData } from './panel-data.js';
import { fits, literalExpression, mean, quantile, rate, selector, sumBy } from './promql.js';
import type { Matcher } from './promql.js';
import { VARIABLE, WINDOW } from './view-scope.js';
import type { ViewScope } from './view-scope.js';

const WIDE = 12;
const FULL = 24;

/**
 * Which states machines are in, since when, how often and for how long.
 * @param states those there are; those of the variable when undefined
 */
export function statePanels(
  { machines, isNative }: ViewScope,
  states: readonly string[] | undefined,
): readonly PanelData[] {
  const matchers = [...machines, stateMatcher(machines, states)];
  const status = selector(METRIC.stateStatus.name, matchers);
  const dwell = { family: METRIC.stateDuration, matchers, by: [LABEL.state], window: WINDOW, isNative };
  const byState = '{{state}}';
  const times = { kind: 'timeseries', unit: 's', width: WIDE } as const;
  return [
    {
      title: 'States',
      description: 'How many machines are in each state.',
      kind: 'state-timeline',
      unit: 'short',
      width: FULL,
      height: Math.max(8, Math.ceil((states?.length ?? 0) * 0.8) + 3),
      queries: [{ expr: sumBy([LABEL.state], status), legend: byState }],
    },
    {
      title: 'Oldest activation',
      description: 'How long the machine that entered a state first of all is in it: what does not move stands here.',
      ...times,
      queries: [{ expr: `max by (state) (${selector(METRIC.stateOldest.name, matchers)})`, legend: byState }],
    },
    {
      title: 'Activations',
      description: 'How often a second states are entered, re-entries included.',
      kind: 'timeseries',
      unit: 'ops',
      width: WIDE,
      queries: [
        { expr: sumBy([LABEL.state], rate(selector(METRIC.stateActivations.name, matchers), WINDOW)), legend: byState },
      ],
    },
    {
      title: 'Time in states (p95)',
      description: 'How long 95 of 100 activations last at most; only those that ended.',
      ...times,
      queries: [{ expr: quantile(0.95, dwell), legend: byState }],
    },
    {
      title: 'Time in states (mean)',
      description: 'How long activations last on average; only those that ended.',
      ...times,
      queries: [{ expr: mean(dwell), legend: byState }],
    },
  ];
}

/** Where all selectors are literal there is no variable. */
function stateMatcher(machines: readonly Matcher[], states: readonly string[] | undefined): Matcher {
  if (states !== undefined) return fits(LABEL.state, states.map(literalExpression).join('|'));
  const isStatic = !machines.some(({ value }) => value.startsWith('$'));
  return fits(LABEL.state, isStatic ? '.+' : `$${VARIABLE.state}`);
}

import { AVERAGED_METRIC, STATE_ADDED_METRIC } from '../semconv-averages.js';
import { normalizedId } from '../exporters/shared/index.js';
import type { DashboardParams } from './params.js';
import { heatmapPanel, logsPanel, timeseriesPanel } from './reference-panel.js';
import type { ReferencePanel, ReferenceSeries } from './reference-panel.js';

/** A dashboard as the reference makes it: rows instead of positions, no uid (telemetry specification §5.2). */
export type ReferenceDashboard = Readonly<Record<string, unknown>>;

type Series = readonly [metric: keyof typeof AVERAGED_METRIC, legend: string];

const MUTATIONS: readonly Series[] = [
  ['queueSize', 'Avg queue size'],
  ['handlers', 'Avg handlers ran'],
  ['statesAdded', 'Avg states added'],
  ['statesRemoved', 'Avg states removed'],
];
const DETAILS: readonly Series[] = [
  ['txTicks', 'Avg machine time taken (ticks)'],
  ['steps', 'Avg number of steps'],
  ['statesTouched', 'Avg states touched'],
];

let panels = 0;
/** One count for the process: a second dashboard goes on where the first one ended. */
const nextOfProcess = (): number => (panels += 1);

/**
 * The dashboard of the reference for some machines, value for value.
 * @param nextId ids of panels. @default one count for the whole process, from 1
 */
export function referenceDashboard(
  { ids = [], name, source = '', addedStates = [] }: DashboardParams,
  nextId: () => number = nextOfProcess,
): ReferenceDashboard {
  const rows = ids.flatMap((id) => {
    const states = addedStates.filter(({ machineId }) => machineId === id).map(({ state }) => state);
    return machineRows({ id, source: normalizedId(source), states, nextId });
  });
  return {
    slug: '',
    title: name,
    originalTitle: '',
    tags: ['generated'],
    style: 'dark',
    timezone: '',
    editable: true,
    hideControls: false,
    sharedCrosshair: true,
    panels: null,
    rows: rows.length === 0 ? null : rows,
    templating: { list: null },
    annotations: { list: null },
    refresh: '5s',
    schemaVersion: 0,
    version: 0,
    links: null,
    time: { from: 'now-5m', to: 'now' },
    timepicker: {
      refresh_intervals: ['5s', '10s', '30s', '1m', '5m', '15m', '30m', '1h', '2h', '1d'],
      time_options: ['5m', '15m', '1h', '6h', '12h', '24h', '2d', '7d', '30d'],
    },
  };
}

interface MachineRows {
  readonly id: string;
  /** Normalised. */
  readonly source: string;
  readonly states: readonly string[];
  readonly nextId: () => number;
}

function machineRows({ id, source, states, nextId }: MachineRows): readonly object[] {
  const of = (metric: string): string => `${metric}_${normalizedId(id)}{job="${source}"}`;
  const gauge = (metric: Series[0]): string => of(AVERAGED_METRIC[metric].name);
  const series = (list: readonly Series[]): ReferenceSeries[] =>
    list.map(([metric, legend]) => ({ expr: gauge(metric), legend }));
  const activations = states.map((state) => ({ expr: of(`${STATE_ADDED_METRIC.name}_${state}`), legend: state }));
  const relations: ReferenceSeries[] = [
    ...series([['refStates', 'States referenced in relations']]),
    { expr: `${gauge('relations')} / ${gauge('states')}`, legend: 'Avg number of relations per state' },
    ...series([
      ['relations', 'Number of relations'],
      ['statesActive', 'Avg active states'],
      ['statesInactive', 'Avg inactive states'],
    ]),
  ];
  return [
    row(`Mach: ${id}`, false, [
      timeseriesPanel(nextId(), 'Transitions', series([['transitions', 'Number of transitions']]), 25),
      ...(activations.length === 0 ? [] : [timeseriesPanel(nextId(), 'State Activations', activations, 25)]),
      heatmapPanel(nextId(), 'Transition errors', series([['exceptions', 'Exception']])),
    ]),
    row(`Details: ${id}`, true, [
      timeseriesPanel(nextId(), 'Transition Mutations', series(MUTATIONS), 0),
      timeseriesPanel(nextId(), 'Transition Details', series(DETAILS), 0),
      timeseriesPanel(nextId(), 'States and Relations', relations, 0),
      heatmapPanel(nextId(), 'Average transition time', series([['txTime', 'Human time (μs)']])),
    ]),
    row(`Logs: ${id}`, true, [logsPanel(nextId(), 'Logs', `{service_name="${source}", asyncmachine_id="${id}"}`)]),
  ];
}

function row(title: string, collapse: boolean, panels: readonly ReferencePanel[]): object {
  return { title, showTitle: true, collapse, editable: true, height: '250px', panels, repeat: null };
}

import { LABEL } from '../semconv.js';
import { METRIC } from '../semconv-metrics.js';
import { equals, NO_CHECK, quantile, rate, selector, sumBy } from './promql.js';

/** A rule that records the answer of an expression under a name of its own. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** A rule that tells somebody. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long it has to hold, as Prometheus writes durations. */
  readonly for: string;
  readonly severity: 'warning' | 'critical';
  /** One line; `{{ $labels.x }}` stands for a label. */
  readonly summary: string;
  readonly description: string;
}

/** From where on something is told. */
export interface AlertLimits {
  /** Share of canceled transitions. @default 0.5 */
  readonly canceledRatio?: number | undefined;
  /** Most mutations that may wait in one machine, as machines are configured. @default 1,000 */
  readonly queueLimit?: number | undefined;
  /** Share of the queue's limit. @default 0.8 */
  readonly queueFill?: number | undefined;
}

const DEFAULTS = { canceledRatio: 0.5, queueLimit: 1000, queueFill: 0.8 } as const;
const WINDOW = '5m';
const BY = ['job', LABEL.machineClass] as const;
const NUMBER = '{{ $value | printf "%.0f" }}';
const OF_CLASS = '{{ $labels.machine_class }} of {{ $labels.job }}';

/** What dashboards and alerts ask often, worked out once (telemetry specification §5.6). */
export function recordingRules(): readonly RecordingRule[] {
  const prefix = BY.map((label) => label.replace('machine_class', 'class')).join('_');
  const named = (what: string): string => `${prefix}:asyncmachine_${what}`;
  const transitions = selector(METRIC.transitions.name, [NO_CHECK]);
  const p95 = (family: typeof METRIC.transitionDuration | typeof METRIC.handlerDuration, ...by: readonly string[]) =>
    quantile(0.95, { family, matchers: [], window: WINDOW, by: [...BY, ...by], isNative: false });
  return [
    { record: named('transitions:rate5m'), expr: sumBy(BY, rate(transitions, WINDOW)) },
    { record: named('transitions_canceled:ratio_rate5m'), expr: canceledShare() },
    { record: named('exceptions:rate5m'), expr: sumBy(BY, rate(METRIC.exceptions.name, WINDOW)) },
    { record: named('transition_duration_seconds:p95_5m'), expr: p95(METRIC.transitionDuration) },
    {
      record: `${prefix}_handler:asyncmachine_handler_duration_seconds:p95_5m`,
      expr: p95(METRIC.handlerDuration, LABEL.handler),
    },
  ];
}

/** What somebody should look at (telemetry specification §5.6). */
export function alertRules(limits: AlertLimits = {}): readonly AlertRule[] {
  return [...failureAlerts(limits), ...queueAlerts(limits), telemetryAlert()];
}

function failureAlerts({ canceledRatio = DEFAULTS.canceledRatio }: AlertLimits): readonly AlertRule[] {
  const timeouts = selector(`${METRIC.handlerDuration.name}_count`, [equals(LABEL.outcome, 'timeout')]);
  return [
    {
      alert: 'StatescopeExceptions',
      expr: grown([...BY, LABEL.errorType], METRIC.exceptions.name),
      for: '0m',
      severity: 'warning',
      summary: `${OF_CLASS}: {{ $labels.error_type }} activated Exception`,
      description: `Errors of {{ $labels.error_type }} in five minutes: ${NUMBER}.`,
    },
    {
      alert: 'StatescopeManyCanceled',
      expr: `${canceledShare()} > ${canceledRatio}`,
      for: '10m',
      severity: 'warning',
      summary: `${OF_CLASS}: many transitions are canceled`,
      description: `{{ $value | humanizePercentage }} of the transitions do not happen; "Top rejections" of the dashboard names who vetoes.`,
    },
    {
      alert: 'StatescopeHandlerTimeouts',
      expr: grown([...BY, LABEL.handler], timeouts),
      for: '0m',
      severity: 'warning',
      summary: `${OF_CLASS}: {{ $labels.handler }} takes too long`,
      description: `Calls that held a machine up for longer than handlerTimeoutMs, in five minutes: ${NUMBER}.`,
    },
  ];
}

function queueAlerts({
  queueLimit = DEFAULTS.queueLimit,
  queueFill = DEFAULTS.queueFill,
}: AlertLimits): readonly AlertRule[] {
  const queue = sumBy(BY, METRIC.queueLength.name);
  const transitions = sumBy(BY, rate(METRIC.transitions.name, WINDOW));
  return [
    {
      alert: 'StatescopeQueueNearLimit',
      expr: `${queue} / ${sumBy(BY, METRIC.machineCount.name)} > ${queueFill * queueLimit}`,
      for: '1m',
      severity: 'critical',
      summary: `${OF_CLASS}: queues are nearly full`,
      description: `Mutations waiting in a machine on average: ${NUMBER}; from ${queueLimit} on they are refused.`,
    },
    {
      alert: 'StatescopeStuck',
      expr: `${queue} > 0 unless ${transitions} > 0`,
      for: '5m',
      severity: 'critical',
      summary: `${OF_CLASS}: mutations wait and nothing happens`,
      description: `Mutations waiting: ${NUMBER}; there was no transition for five minutes.`,
    },
  ];
}

function telemetryAlert(): AlertRule {
  return {
    alert: 'StatescopeTelemetryDropped',
    expr: grown(['job', LABEL.signal, LABEL.reason], METRIC.exporterDropped.name),
    for: '0m',
    severity: 'warning',
    summary: '{{ $labels.job }} drops {{ $labels.signal }} ({{ $labels.reason }})',
    description: `Records dropped instead of exported in five minutes: ${NUMBER}.`,
  };
}

/**
 * What a counter grew by, where it did. A series begins with what happened first, which is no growth to Prometheus: what was not
 * there before counts whole.
 */
function grown(by: readonly string[], series: string): string {
  const newborn = `${series} unless ${series} offset ${WINDOW}`;
  return `${sumBy(by, `increase(${series}[${WINDOW}])`)} > 0 or ${sumBy(by, newborn)} > 0`;
}

/** Share of the transitions of each class that were canceled. */
function canceledShare(): string {
  const canceled = rate(selector(METRIC.transitions.name, [NO_CHECK, equals(LABEL.result, 'canceled')]), WINDOW);
  const all = rate(selector(METRIC.transitions.name, [NO_CHECK]), WINDOW);
  return `${sumBy(BY, canceled)} / ${sumBy(BY, all)}`;
}

import { SCOPE_NAME } from '../semconv.js';
import { alertRules, recordingRules } from './alerts.js';
import type { AlertLimits, AlertRule } from './alerts.js';
import type { JsonObject } from './json.js';

/** Recording and alerting rules as Prometheus reads them, as data for a YAML file. */
export function prometheusRules(limits?: AlertLimits): JsonObject {
  return {
    groups: [
      { name: `${SCOPE_NAME}-recording`, rules: recordingRules() },
      { name: `${SCOPE_NAME}-alerts`, rules: alertRules(limits).map(prometheusAlert) },
    ],
  };
}

function prometheusAlert({ alert, expr, for: duration, severity, summary, description }: AlertRule): JsonObject {
  return { alert, expr, for: duration, labels: { severity }, annotations: { summary, description } };
}

/** Where alerts that Grafana evaluates stand. */
export interface GrafanaAlertOptions extends AlertLimits {
  /** Title of the folder. */
  readonly folder: string;
  /** Uid of the Prometheus data source. */
  readonly prometheusUid: string;
}

const INTERVAL = '1m';
/** Seconds back from now that a query sees; the windows of the expressions reach further by themselves. */
const RANGE_S = 600;
/** Data source of expressions over the answers of others. */
const EXPRESSION = '__expr__';

/** The alerts as Grafana provisions rules that it evaluates itself, as data for a YAML file. */
export function grafanaAlerts({ folder, prometheusUid, ...limits }: GrafanaAlertOptions): JsonObject {
  const rules = alertRules(limits).map((rule) => grafanaRule(rule, prometheusUid));
  return { apiVersion: 1, groups: [{ orgId: 1, name: SCOPE_NAME, folder, interval: INTERVAL, rules }] };
}

function grafanaRule(
  { alert, expr, for: duration, severity, summary, description }: AlertRule,
  uid: string,
): JsonObject {
  const value = (text: string): string => text.replaceAll('$value', '$values.A.Value');
  return {
    uid: alert.toLowerCase(),
    title: alert,
    condition: 'B',
    for: duration,
    // No series is no news: the comparison is part of the query.
    noDataState: 'OK',
    execErrState: 'Error',
    labels: { severity },
    annotations: { summary: value(summary), description: value(description) },
    data: [
      {
        refId: 'A',
        datasourceUid: uid,
        relativeTimeRange: { from: RANGE_S, to: 0 },
        model: { refId: 'A', expr, instant: true, range: false },
      },
      {
        refId: 'B',
        datasourceUid: EXPRESSION,
        model: {
          refId: 'B',
          type: 'threshold',
          expression: 'A',
          conditions: [{ evaluator: { type: 'gt', params: [0] } }],
        },
      },
    ],
  };
}

import { askingFor } from './asking.js';
import { fine, warning } from './finding.js';
import type { Symptom } from './finding.js';
import type { Patient } from './patient.js';

/** Whether somebody takes what classes are marked for; traces have a check of their own. */
export function checkListeners(patient: Patient): readonly Symptom[] {
  const { classes = [] } = patient;
  const metered = hasMetrics(patient) ? undefined : askingFor('metered', classes);
  const logged = hasLogs(patient) ? undefined : askingFor('logged', classes);
  const found = [
    ...(metered === undefined ? [] : [warning(`${metered} @Metered, but metrics go nowhere`, METERED)]),
    ...(logged === undefined ? [] : [warning(`${logged} @Logged, but logs go nowhere`, LOGGED)]),
  ];
  return found.length > 0 ? found : [fine('what is metered and logged has somewhere to go')];
}

const METERED = 'set metrics.exporter or OTEL_METRICS_EXPORTER: prometheus or otlp';
const LOGGED = 'set logs.exporter or OTEL_LOGS_EXPORTER, or AM_LOKI_ADDR; AM_LOG_PRINT to read along';

function hasMetrics({ config: { metrics }, running }: Patient): boolean {
  if (running !== undefined) return running.signals.has('metered');
  return metrics.exporter !== 'none' || metrics.push.url !== undefined;
}

function hasLogs({ config: { logs, loki }, running }: Patient): boolean {
  if (running !== undefined) return running.signals.has('logged');
  return logs.exporter !== 'none' || logs.print || loki.url !== undefined;
}

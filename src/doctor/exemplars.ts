import { fine, warning } from './finding.js';
import type { Symptom } from './finding.js';
import type { Patient } from './patient.js';

/** Whether numbers can lead to traces. */
export function checkExemplars({ config, running }: Patient): readonly Symptom[] {
  const type = running?.registryType;
  const isWanted = running?.probe !== undefined && config.metrics.exemplars;
  if (type === undefined || !isWanted || type.startsWith('application/openmetrics-text')) {
    return [fine('no exemplars are lost')];
  }
  return [
    warning(
      `the metrics are in a registry that is served elsewhere, as ${type.split(';', 1)[0] ?? type}: it shows no exemplars`,
      "have them served here (metrics.exporter 'prometheus'), or set the content type of the registry to OpenMetrics before its metrics are made",
    ),
  ];
}

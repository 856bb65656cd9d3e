import { failure, fine } from './finding.js';
import type { Symptom } from './finding.js';
import type { Patient } from './patient.js';

/** Whether several processes answer scrapes at one address. */
export function checkCluster({ isClusterWorker, config, running }: Patient): readonly Symptom[] {
  const isServing = running === undefined ? config.metrics.exporter === 'prometheus' : running.metricsUrl !== undefined;
  if (!isClusterWorker || !isServing) return [fine('one process answers scrapes')];
  return [
    failure(
      'this process is a worker of node:cluster and serves /metrics: workers share the port, each scrape sees another one',
      'give each worker a port of its own (metrics.port), or collect in the primary with an AggregatorRegistry of prom-client',
    ),
  ];
}

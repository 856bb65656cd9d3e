import { PrometheusMetrics, createRegistry } from '../../../src/exporters/prometheus/index.js';
import { tracerContract } from '../../../src/testing/index.js';

tracerContract({ create: async () => new PrometheusMetrics({ registry: await createRegistry() }) });

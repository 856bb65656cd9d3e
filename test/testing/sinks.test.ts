import { createLogProvider, createTraceProvider } from '../../src/exporters/otel-export/index.js';
import { OtelLogs } from '../../src/exporters/otel-logs/index.js';
import { OtelTraces, SdkSink } from '../../src/exporters/otel-traces/index.js';
import { PrometheusMetrics, createRegistry } from '../../src/exporters/prometheus/index.js';
import { tracerContract } from '../support/tracer-contract.js';

const targets = [{ kind: 'memory', memory: { add: () => undefined } }] as const;

describe('traces', () => {
  tracerContract(async () => {
    const provider = await createTraceProvider({ targets });
    const sink = new SdkSink({
      tracer: provider.tracer,
      flush: () => provider.flush(),
      shutdown: () => provider.shutdown(),
      onError: (error) => {
        throw error;
      },
    });
    return new OtelTraces({ sink });
  });
});

describe('logs', () => {
  tracerContract(async () => {
    const provider = await createLogProvider({ targets });
    const { logger } = provider;
    return new OtelLogs({ logger, flush: () => provider.flush(), shutdown: () => provider.shutdown() });
  });
});

describe('metrics', () => {
  tracerContract(async () => new PrometheusMetrics({ registry: await createRegistry() }));
});

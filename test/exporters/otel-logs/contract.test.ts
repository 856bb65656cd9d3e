import { createLogProvider } from '../../../src/exporters/otel-export/index.js';
import { OtelLogs } from '../../../src/exporters/otel-logs/index.js';
import { tracerContract } from '../../../src/testing/index.js';

const targets = [{ kind: 'memory', memory: { add: () => undefined } }] as const;

tracerContract({
  create: async () => {
    const provider = await createLogProvider({ targets });
    const { logger } = provider;
    return new OtelLogs({ logger, flush: () => provider.flush(), shutdown: () => provider.shutdown() });
  },
});

import { ReferenceSyncTracer } from '../../src/grafana/index.js';
import { tracerContract } from '../../src/testing/index.js';

tracerContract({
  create: () =>
    new ReferenceSyncTracer({ url: 'http://127.0.0.1:9', token: 'secret', machineId: 'feed', source: 'svc' }),
});

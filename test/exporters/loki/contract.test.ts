import { LokiClient, LokiLogs, ReferenceLoki } from '../../../src/exporters/loki/index.js';
import { tracerContract } from '../../../src/testing/index.js';
import { LokiDouble } from './loki-double.js';

const loki = new LokiDouble();
let address = '';

beforeAll(async () => {
  address = await loki.start();
});

afterAll(() => loki.stop());

describe('lines pushed to Loki', () => {
  tracerContract({
    create: () => {
      const client = new LokiClient(address, { service: 'reader' });
      return new LokiLogs({ client, shutdown: () => client.shutdown() });
    },
  });
});

describe('lines pushed to a Loki that is not there', () => {
  tracerContract({
    create: () => {
      const client = new LokiClient('127.0.0.1:1', { service: 'reader', limitMs: 20 });
      return new LokiLogs({ client, shutdown: () => client.shutdown() });
    },
  });
});

describe('lines pushed as the reference does', () => {
  tracerContract({
    create: () => new ReferenceLoki({ client: new LokiClient(address, { service: 'reader', preset: 'go' }) }),
  });
});

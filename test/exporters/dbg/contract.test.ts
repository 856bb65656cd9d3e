import { tracerContract } from '../../../src/testing/index.js';
import { DbgExporter, serveRpc, type RpcServer } from '../../../src/exporters/dbg/index.js';
import { DebuggerDouble } from './debugger-double.js';

let server: RpcServer;

beforeAll(async () => {
  server = await serveRpc(new DebuggerDouble(), { port: 0, webSocketPort: false });
});

afterAll(() => server.close());

describe('machines in a debugger', () => {
  tracerContract({ create: () => new DbgExporter({ addresses: [`localhost:${String(server.port)}`] }) });
});

describe('machines in a debugger that is not there', () => {
  tracerContract({ create: () => new DbgExporter({ addresses: ['127.0.0.1:1'], level: 'nothing', stacks: false }) });
});

import { DbgExporter, serveRpc } from '../../../src/exporters/dbg/index.js';
import { DebuggerDouble } from './debugger-double.js';
import { Door } from './told-run.js';

test.each([true, false])('steps go along where they are asked for: %s', async (steps) => {
  const double = new DebuggerDouble();
  const server = await serveRpc(double, { port: 0, webSocketPort: false });
  const exporter = new DbgExporter({ addresses: [`localhost:${String(server.port)}`], steps, level: 'nothing' });
  const door = new Door({ id: 'door', tracers: [exporter] });
  door.add('Open');
  door.add('Shut');
  await exporter.shutdown();
  await server.close();
  const told = double.transitions.filter(({ isQueued }) => !isQueued);
  expect(told.map((message) => message.steps.length > 0)).toEqual([steps, steps]);
});

import { serveRpc } from '../../src/exporters/dbg/index.js';
import { foundBy } from './patient.js';

test('nobody is told unless somebody says so', async () => {
  expect(await foundBy('dbg')).toMatchObject([{ status: 'ok', message: 'no debugger is told of machines' }]);
  const dbg = { address: '127.0.0.1:1', enabled: false };
  expect(await foundBy('dbg', {}, { dbg })).toMatchObject([{ status: 'ok' }]);
});

test('each debugger is looked for, and the one that is missing is named', async () => {
  const closed: unknown[] = [];
  const server = await serveRpc(
    { connected: () => ({}), closed: (_, reason) => void closed.push(reason) },
    { port: 0, webSocketPort: 0 },
  );
  const addresses = [
    `localhost:${String(server.port)}`,
    `ws://localhost:${String(server.webSocketPort)}`,
    '127.0.0.1:1',
  ];
  const findings = await foundBy('dbg', {}, { dbg: { address: addresses.join(',') } });
  expect(findings.map(({ status }) => status)).toEqual(['ok', 'ok', 'fail']);
  expect(findings[2]).toMatchObject({
    message: expect.stringContaining('no debugger at 127.0.0.1:1') as unknown,
    remedy: expect.stringContaining('AM_DBG_ADDR') as unknown,
  });
  await server.close();
  expect(closed).toEqual([undefined, undefined]);
});

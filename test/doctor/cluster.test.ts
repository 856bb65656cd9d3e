import { foundBy } from './patient.js';

test('workers of a cluster that serve metrics fail', async () => {
  const settings = { metrics: { exporter: 'prometheus' as const } };
  const [finding] = await foundBy('cluster', { isClusterWorker: true }, settings);
  expect(finding).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('worker of node:cluster') as string,
  });
  expect(await foundBy('cluster', { isClusterWorker: false }, settings)).toMatchObject([{ status: 'ok' }]);
  expect(await foundBy('cluster', { isClusterWorker: true })).toMatchObject([{ status: 'ok' }]);
});

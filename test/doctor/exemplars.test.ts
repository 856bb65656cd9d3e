import { foundBy, running } from './patient.js';

const probe = () => ({ valid: true, recording: true });
const text = 'text/plain; version=0.0.4; charset=utf-8';
const open = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

test('a registry of text that others serve shows no exemplars', async () => {
  const [found] = await foundBy('exemplars', { running: { ...running, probe, registryType: text } });
  expect(found).toMatchObject({ status: 'warn', message: expect.stringContaining('text/plain') as string });
  expect(found?.remedy).toContain('OpenMetrics');
});

test.each([
  ['one of OpenMetrics does', { probe, registryType: open }, {}],
  ['nothing is traced', { registryType: text }, {}],
  ['the metrics are served here', { probe }, {}],
  ['nobody wants them', { probe, registryType: text }, { metrics: { exemplars: false } }],
])('but not where %s', async (_, given, settings) => {
  expect(await foundBy('exemplars', { running: { ...running, ...given } }, settings)).toEqual([
    expect.objectContaining({ status: 'ok' }),
  ]);
});

import { FakeGrafana } from '../support/grafana-server.js';
import { foundBy, running } from './patient.js';
import { answering, closeServers } from './servers.js';

const open: FakeGrafana[] = [];
afterEach(async () => {
  await closeServers();
  await Promise.all(open.splice(0).map((grafana) => grafana.close()));
});

async function start(): Promise<FakeGrafana> {
  const grafana = await FakeGrafana.start({ fail: { 'GET /api/health': 200 } });
  open.push(grafana);
  return grafana;
}

const configured = (url: string, token?: string) =>
  foundBy('grafana', {}, { grafana: { url, ...(token !== undefined && { token }) } });

test('a Grafana that knows the token is fine', async () => {
  const { url } = await start();
  expect(await configured(`${url}/`, 'secret')).toMatchObject([{ status: 'ok' }]);
});

test('a token that is wrong, and one that is missing, fail with what to set, before a start and while it runs', async () => {
  const { url } = await start();
  const [wrong] = await configured(url, 'canary');
  expect(wrong).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('refuses the token (401)') as string,
  });
  expect(JSON.stringify(wrong)).not.toContain('canary');
  const missing = { status: 'fail', remedy: expect.stringContaining('GRAFANA_TOKEN') as string };
  expect(await configured(url)).toMatchObject([missing]);
  expect(await foundBy('grafana', { running }, { grafana: { url } })).toMatchObject([missing]);
});

test('what is no Grafana, and one that is down, fail', async () => {
  const url = await answering(404);
  expect(await configured(url, 'secret')).toMatchObject([
    { status: 'fail', message: expect.stringContaining('no Grafana that works (404)') as string },
  ]);
  await closeServers();
  expect(await configured(url, 'secret')).toMatchObject([
    { status: 'fail', message: expect.stringContaining('nothing listens on port') as string },
  ]);
});

test('uploads that failed are told of one that runs and answers', async () => {
  const { url } = await start();
  const destination = { kind: 'grafana' as const, url, token: 'secret', delivered: 0, failed: 2 };
  const [finding] = await foundBy('grafana', { running: { ...running, destinations: [destination] } });
  expect(finding).toMatchObject({ status: 'warn', message: expect.stringContaining('2 uploads failed') as string });
});

test('without an address nobody is asked', async () => {
  expect(await foundBy('grafana')).toMatchObject([{ status: 'ok' }]);
});

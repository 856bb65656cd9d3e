import { bindTelemetryEnv, machDashboardEnv } from '../../src/by-hand/index.js';
import { FakeGrafana } from '../support/grafana-server.js';
import { Plain } from '../support/machines.js';

let server: FakeGrafana;
beforeEach(async () => {
  server = await FakeGrafana.start();
});
afterEach(() => server.close());

const variables = (more: Record<string, string> = {}) => ({
  AM_SERVICE: 'reader',
  AM_GRAFANA_URL: server.url,
  AM_GRAFANA_TOKEN: 'secret',
  ...more,
});
const boards = () => [...server.dashboards.values()].map(({ dashboard }) => dashboard);

test.each(['AM_SERVICE', 'AM_GRAFANA_URL', 'AM_GRAFANA_TOKEN'])('without %s nothing happens, quietly', async (name) => {
  const machine = new Plain();
  const { [name]: _, ...environment } = variables() as Record<string, string>;
  expect(await machDashboardEnv(machine, { environment })).toBeUndefined();
  expect(machine.tracers).toEqual([]);
});

test('a machine with a parent is left to its parent', async () => {
  const child = new Plain().submachine(Plain);
  expect(await machDashboardEnv(child, { environment: variables() })).toBeUndefined();
});

test.each([machDashboardEnv, bindTelemetryEnv])('$name uploads a dashboard named after the machine', async (bind) => {
  const handle = await bind(new Plain({ id: 'feed' }), { environment: variables() });
  await handle?.flush();
  expect(boards()).toMatchObject([{ title: 'feed' }]);
  expect(server.folders).toMatchObject([{ title: 'asyncmachine' }]);
  await handle?.dispose();
});

test('title and folder are those of the variables', async () => {
  const environment = variables({ AM_GRAFANA_NAME: 'Mine', AM_GRAFANA_FOLDER: 'team' });
  const handle = await machDashboardEnv(new Plain(), { environment });
  await handle?.dispose();
  expect(boards()).toMatchObject([{ title: 'Mine' }]);
  expect(server.folders).toMatchObject([{ title: 'team' }]);
});

test('what is waiting goes out when the machine ends', async () => {
  const machine = new Plain({ id: 'feed' });
  await machDashboardEnv(machine, { environment: variables() });
  await machine.dispose();
  expect(boards()).toMatchObject([{ title: 'feed' }]);
});

test('a failure is told to the option, and leaves the machine alone', async () => {
  const errors: unknown[] = [];
  const environment = variables({ AM_GRAFANA_TOKEN: 'wrong' });
  const machine = new Plain();
  const handle = await machDashboardEnv(machine, { environment, onError: (error) => errors.push(error) });
  await handle?.flush();
  expect(errors).toEqual([expect.objectContaining({ code: 'GRAFANA' })]);
  expect(machine.err).toBeUndefined();
  await handle?.dispose();
});

test('under preset go each new direct submachine uploads another one, messaging machines and the machine itself do not', async () => {
  const feed = new Plain({ id: 'feed' });
  const handle = await machDashboardEnv(feed, { environment: variables({ AM_TELEMETRY_PRESET: 'go' }) });
  await handle?.flush();
  expect(boards()).toEqual([]);
  const item = feed.submachine(Plain, { id: 'item' });
  item.submachine(Plain, { id: 'part' });
  feed.submachine(Plain, { id: 'rpc', tags: ['rpc-client'] });
  await handle?.flush();
  const rows = boards().flatMap(({ rows: list }) => (list as readonly { title: string }[]).map(({ title }) => title));
  expect(rows.filter((title) => title.startsWith('Mach'))).toEqual(['Mach: feed', 'Mach: item']);
  await handle?.dispose();
});

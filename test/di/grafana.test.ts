import 'reflect-metadata';
import { container as root } from 'tsyringe';
import { grafana, prometheus, startTelemetry } from '../../src/di/index.js';
import type { StartOptions, Telemetry } from '../../src/di/index.js';
import { FakeGrafana } from '../support/grafana-server.js';
import { Feed, Item } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

const running: Telemetry[] = [];
const start = async (options: StartOptions) => {
  const telemetry = await startTelemetry(root.createChildContainer(), {
    ...{ environment: {}, configFile: false, service: 'reader', diagnostic: () => undefined },
    ...options,
  });
  running.push(telemetry);
  return telemetry;
};

let server: FakeGrafana;
beforeEach(async () => {
  server = await FakeGrafana.start();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
  stopScopes();
  await server.close();
});

const boards = () => [...server.dashboards.values()].map(({ dashboard }) => dashboard);
const text = () => JSON.stringify(boards());

test('variables alone bring a dashboard of the service to Grafana, marked machines or none', async () => {
  const environment = { AM_GRAFANA_URL: server.url, AM_GRAFANA_TOKEN: 'secret', AM_GRAFANA_FOLDER: 'team' };
  const telemetry = await start({ environment });
  expect(telemetry.report.modules).toEqual(['grafana']);
  expect(telemetry.report.warnings).toEqual([]);
  await telemetry.flush();
  expect(boards()).toMatchObject([{ title: 'reader' }]);
  expect(server.folders).toMatchObject([{ title: 'team' }]);
});

test('machines and submachines get rows of their own where the layout has them', async () => {
  const options = { url: server.url, token: 'secret', layout: 'legacy', name: 'Mine' } as const;
  const telemetry = await start({ modules: [grafana(options), prometheus({ serve: false })] });
  const feed = new Feed({ id: 'feed' });
  feed.submachine(Item, { id: 'item' });
  await telemetry.flush();
  expect(boards()).toMatchObject([{ title: 'Mine' }]);
  expect(text()).toMatch(/am_transitions_feed\{.*am_transitions_item\{/);
});

test('without a token it does nothing and says why', async () => {
  const telemetry = await start({ grafana: { url: server.url } });
  expect(telemetry.report.modules).toEqual([]);
  expect(telemetry.report.warnings).toEqual([expect.stringMatching(/grafana\.token is not/)]);
});

test('without an address the module is off', async () => {
  expect((await start({ modules: [grafana()] })).report.modules).toEqual([]);
});

test('a Grafana that refuses is reported and counted; machines and the end do not notice', async () => {
  const telemetry = await start({ grafana: { url: server.url, token: 'stolen' } });
  const feed = new Feed({ id: 'feed' });
  await telemetry.flush();
  expect(feed.add('Start')).toBe(0);
  expect(telemetry.report.warnings).toEqual([expect.stringMatching(/^grafana: Grafana at .* status 401/)]);
  expect(telemetry.report.warnings.join()).not.toContain('stolen');
  expect(telemetry.stats().errors).toBeGreaterThan(0);
  await telemetry.shutdown();
});

test('it adds nothing to the budget', async () => {
  const telemetry = await start({ grafana: { url: server.url, token: 'secret' }, classes: {} });
  expect(telemetry.budget().series).toBe(0);
});

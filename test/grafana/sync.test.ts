import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dashboardChanges, dashboardUid, genDashboard, syncDashboard } from '../../src/grafana/index.js';
import type { SyncParams } from '../../src/grafana/index.js';
import { FakeGrafana } from '../support/grafana-server.js';
import type { FakeGrafanaOptions } from '../support/grafana-server.js';

const opened: FakeGrafana[] = [];
const params = { name: 'Board', source: 'svc' };
const uid = dashboardUid(params);
const dashboard = genDashboard(params);

async function grafana(options: FakeGrafanaOptions = {}): Promise<{ server: FakeGrafana; target: SyncParams }> {
  const server = await FakeGrafana.start(options);
  opened.push(server);
  return { server, target: { ...params, url: server.url, token: 'secret' } };
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

const failure = async (work: Promise<unknown>): Promise<{ code: string; message: string }> => {
  const error = (await work.catch((reason: unknown) => reason)) as { code: string; message: string };
  return { code: error.code, message: error.message };
};

const INTERFACES = [
  ['/api', undefined],
  ['/apis of version v1', 'v1'],
  ['/apis of version v1beta1', 'v1beta1'],
] as const;

describe.each(INTERFACES)('over %s', (_, apis) => {
  test('a dashboard is created in its folder', async () => {
    const { server, target } = await grafana({ apis });
    expect(await syncDashboard(target, dashboard)).toEqual({ uid, url: `${server.url}/d/${uid}`, outcome: 'created' });
    expect(server.folders).toMatchObject([{ title: 'asyncmachine', uid: expect.stringMatching(/^am-/) as unknown }]);
    expect([...server.dashboards.values()]).toMatchObject([
      { uid, folderUid: server.folders[0]?.uid, dashboard: { title: 'Board' } },
    ]);
  });

  test('a second time nothing is written and nothing is there twice', async () => {
    const { server, target } = await grafana({ apis });
    await syncDashboard(target, dashboard);
    const { length } = server.writes;
    expect(await syncDashboard(target, dashboard)).toMatchObject({ outcome: 'unchanged' });
    expect([server.writes.length, server.dashboards.size, server.folders.length]).toEqual([length, 1, 1]);
  });

  test('what changed is written over what was there', async () => {
    const { server, target } = await grafana({ apis });
    await syncDashboard(target, dashboard);
    const changed = genDashboard({ ...params, layout: 'both' });
    expect(await syncDashboard(target, changed)).toMatchObject({ outcome: 'updated' });
    expect([...server.dashboards.values()]).toMatchObject([{ uid, version: 2 }]);
    expect(await dashboardChanges(target, changed)).toEqual([]);
  });

  test('a folder that somebody made under that title is taken', async () => {
    const { server, target } = await grafana({ apis, folders: [{ id: 1, uid: 'own', title: 'AsyncMachine' }] });
    await syncDashboard(target, dashboard);
    expect([server.folders.length, server.dashboards.get(uid)?.folderUid]).toEqual([1, 'own']);
  });

  test('what somebody moved elsewhere goes back to its folder', async () => {
    const { server, target } = await grafana({ apis });
    await syncDashboard(target, dashboard);
    const held = server.dashboards.get(uid);
    if (held !== undefined) server.dashboards.set(uid, { ...held, folderUid: 'elsewhere' });
    expect(await syncDashboard(target, dashboard)).toMatchObject({ outcome: 'updated' });
    expect(server.dashboards.get(uid)?.folderUid).toBe(server.folders[0]?.uid);
  });

  test('what somebody changes at the same time is written over', async () => {
    const { server, target } = await grafana({ apis, conflicts: 1 });
    expect(await syncDashboard(target, dashboard)).toMatchObject({ outcome: 'created' });
    expect(server.dashboards.size).toBe(1);
  });

  test('somebody who keeps changing it is an error', async () => {
    const { target } = await grafana({ apis, conflicts: 2 });
    const { code, message } = await failure(syncDashboard(target, dashboard));
    expect([code, message]).toEqual(['GRAFANA', expect.stringContaining('keeps changing')]);
  });

  test('a wrong token is an error that says where one is taken from', async () => {
    const { server, target } = await grafana({ apis });
    const { code, message } = await failure(syncDashboard({ ...target, token: 'stolen' }, dashboard));
    expect([code, message]).toEqual(['GRAFANA', expect.stringMatching(/status 401 .*GRAFANA_TOKEN/)]);
    expect(message).not.toContain('stolen');
    expect(server.dashboards.size).toBe(0);
  });

  test('what differs is told, and what is not there', async () => {
    const { target } = await grafana({ apis });
    expect(await dashboardChanges(target, dashboard)).toBeUndefined();
    await syncDashboard(target, dashboard);
    expect(await dashboardChanges(target, { ...dashboard, refresh: '1h' })).toEqual(['refresh']);
  });

  test('no id of the reference is sent', async () => {
    const { server, target } = await grafana({ apis });
    await syncDashboard(target, dashboard);
    expect(JSON.stringify(server.writes)).not.toContain('folderId');
  });
});

test('a version of /apis with another model is left alone', async () => {
  const { server, target } = await grafana({ apis: 'v2' });
  await syncDashboard(target, dashboard);
  expect(server.writes.map(({ path }) => path)).toEqual(['/api/folders', '/api/dashboards/db']);
});

test('the namespace is that of the organisation', async () => {
  const { server, target } = await grafana({ apis: 'v1', namespace: 'org-7' });
  await syncDashboard(target, dashboard);
  expect(server.writes.map(({ path }) => path)).toEqual([
    '/apis/folder.grafana.app/v1/namespaces/org-7/folders',
    '/apis/dashboard.grafana.app/v1/namespaces/org-7/dashboards',
  ]);
});

test.each([500, 503])('status %s is an error', async (status) => {
  const { target } = await grafana({ fail: { 'POST /api/dashboards/db': status } });
  const { code, message } = await failure(syncDashboard(target, dashboard));
  expect([code, message]).toEqual(['GRAFANA', expect.stringContaining(`status ${status} (stub failure)`)]);
});

test('a service account that may not write is told so', async () => {
  const { target } = await grafana({ fail: { 'POST /api/folders': 403 } });
  expect((await failure(syncDashboard(target, dashboard))).message).toContain('role Editor');
});

test('nobody at the address is an error', async () => {
  const { server, target } = await grafana();
  await server.close();
  const { code, message } = await failure(syncDashboard(target, dashboard));
  expect([code, message]).toEqual(['GRAFANA', expect.stringMatching(/no Grafana answers .*ECONNREFUSED/)]);
});

test('http:// may be left out of the address', async () => {
  const { server, target } = await grafana();
  const { url = '' } = (await syncDashboard({ ...target, url: server.url.replace('http://', '') }, dashboard)) ?? {};
  expect(url.startsWith(server.url)).toBe(true);
});

test('somebody else at the address is an error', async () => {
  const other = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const url = `http://127.0.0.1:${String((other.address() as AddressInfo).port)}`;
  expect((await failure(syncDashboard({ ...params, url, token: 't' }, dashboard))).message).toContain(
    'is it a Grafana?',
  );
  other.closeAllConnections();
  other.close();
});

test('a redirect is not followed with the token', async () => {
  const other = createServer((_, response) => response.writeHead(302, { Location: 'http://example.org' }).end());
  other.listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const url = `http://127.0.0.1:${String((other.address() as AddressInfo).port)}`;
  expect((await failure(syncDashboard({ ...params, url, token: 't' }, dashboard))).message).toContain('redirects to');
  other.closeAllConnections();
  other.close();
});

test.each([
  [{ token: '', url: '' }, 'missing token'],
  [{ token: 't', url: '' }, 'missing host'],
  [
    { token: 't', url: 'me:secret@localhost:3000' },
    'the address of Grafana holds a user, but it asks for a token: leave the user out',
  ],
])('%j is an error before anybody is asked', async (access, message) => {
  expect(await failure(syncDashboard({ ...params, ...access }, dashboard))).toEqual({ code: 'CONFIG', message });
});

test('under preset go each time makes another one, as in the reference', async () => {
  const { server, target } = await grafana();
  const reference = genDashboard({ ...params, ids: ['a'], preset: 'go' });
  await syncDashboard({ ...target, preset: 'go' }, reference);
  await syncDashboard({ ...target, preset: 'go' }, reference);
  expect([server.dashboards.size, server.folders.length]).toEqual([2, 1]);
  expect((await failure(dashboardChanges({ ...target, preset: 'go' }, reference))).code).toBe('CONFIG');
});

test.each([['sec\nret'], ['sec ret'], ['secr\u20act']])(
  'a token that no header can hold is an error without it: %j',
  async (token) => {
    const { code, message } = await failure(syncDashboard({ ...params, url: 'localhost:1', token }, dashboard));
    expect([code, message]).toEqual(['CONFIG', expect.stringMatching(/^the token of Grafana holds /)]);
    expect(message).not.toContain(token);
  },
);

test.each(['ftp://grafana', 'http://', 'http://a b', 'localhost:3000/?orgId=1', 'localhost:3000#x'])(
  'an address that is none is an error before anybody is asked: %s',
  async (url) => {
    const { code, message } = await failure(syncDashboard({ ...params, url, token: 'secret' }, dashboard));
    expect([code, message]).toEqual(['CONFIG', expect.stringContaining(`"${url}" is no address of Grafana`)]);
  },
);

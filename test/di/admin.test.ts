import 'reflect-metadata';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { container as root } from 'tsyringe';
import { CLOCK, admin, startTelemetry } from '../../src/di/index.js';
import type { StartOptions, Telemetry } from '../../src/di/index.js';
import { Feed, Item } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

const running: Telemetry[] = [];
const start = async (options: StartOptions = {}) => {
  const container = root.createChildContainer();
  container.register(CLOCK, { useValue: () => 0 });
  const telemetry = await startTelemetry(container, { environment: {}, configFile: false, ...options });
  running.push(telemetry);
  return { container, telemetry, url: telemetry.adminUrl ?? '' };
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
  stopScopes();
});

const json = async (url: string, init?: RequestInit): Promise<unknown> => (await fetch(url, init)).json();

test('there is an admin endpoint where its port is configured, and none else', async () => {
  expect((await start()).telemetry.adminUrl).toBeUndefined();
  const { telemetry, url } = await start({ admin: { port: 0 } });
  expect(telemetry.report.modules).toContain('admin');
  expect(await json(`${url}/health`)).toEqual({ status: 'ok' });
  await telemetry.shutdown();
  await expect(fetch(`${url}/health`)).rejects.toThrow();
});

test('it tells of the machines of its own container, with the clock of the container', async () => {
  const [a, b] = [await start({ admin: { port: 0 } }), await start({ modules: [admin({ port: 0 })] })];
  const [feed, other] = [a.container.resolve(Feed), b.container.resolve(Feed)];
  const item = feed.submachine(Item, { id: 'item' });
  item.add('Start');
  expect(await json(`${a.url}/machines`)).toMatchObject({
    machines: [{ id: feed.id }, { id: 'item', states: [{ since: '1970-01-01T00:00:00.000Z' }] }],
  });
  expect(await json(`${b.url}/machines`)).toMatchObject({ machines: [{ id: other.id }], total: 1 });
});

test('it tells of the telemetry it was started with, also in a container that had another one before', async () => {
  const { container, telemetry } = await start({ admin: { port: 0 } });
  await telemetry.shutdown();
  const next = await startTelemetry(container, { environment: {}, configFile: false, admin: { port: 0 } });
  running.push(next);
  const feed = container.resolve(Feed);
  expect(await json(`${next.adminUrl ?? ''}/machines`)).toMatchObject({ machines: [{ id: feed.id, observed: true }] });
});

test('it asks for the token of the configuration, also of a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'statescope-admin-'));
  const file = join(folder, 'token');
  await writeFile(file, 'sesame\n');
  const { url } = await start({ admin: { port: 0 }, environment: { AM_ADMIN_TOKEN_FILE: file } });
  await rm(folder, { recursive: true });
  expect((await fetch(`${url}/machines`)).status).toBe(401);
  expect((await fetch(`${url}/machines`, { headers: { Authorization: 'Bearer sesame' } })).status).toBe(200);
});

test('it hands on what the doctor finds', async () => {
  const { url } = await start({ modules: [admin({ port: 0 })] });
  const { findings } = (await json(`${url}/doctor`)) as { findings: object[] };
  expect(findings.length).toBeGreaterThan(0);
});

test('what it toggles is what code sees, with who decided it', async () => {
  const { container, telemetry, url } = await start({ admin: { port: 0 }, classes: { 'Fe*': { logged: false } } });
  const feed = container.resolve(Feed);
  const body = JSON.stringify({ classes: { Feed: { traced: false, metered: false } } });
  await json(`${url}/instrumentation`, { method: 'PUT', body });
  expect(feed.tracers).toEqual([]);
  const state = telemetry.instrumentation().find(({ className }) => className === 'Feed');
  expect(state?.signals).toMatchObject({
    traced: { on: false, source: 'toggle', pattern: 'Feed' },
    logged: { on: false, source: 'code', pattern: 'Fe*' },
  });
});

test('code beats the file, whatever the patterns', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'statescope-admin-'));
  const configFile = join(folder, 'statescope.yaml');
  await writeFile(configFile, 'classes:\n  Feed: { traced: true, logged: false }\n  Item: false\n');
  const { telemetry } = await start({ configFile, modules: [], classes: { '*': { traced: false } } });
  await rm(folder, { recursive: true });
  const of = (name: string) => telemetry.instrumentation().find(({ className }) => className === name)?.signals;
  expect(of('Feed')).toMatchObject({
    traced: { on: false, source: 'code', pattern: '*' },
    metered: { on: true, source: 'mark' },
    logged: { on: false, source: 'file', from: expect.stringContaining('statescope.yaml') as string },
  });
  expect(of('Item')).toMatchObject({ traced: { source: 'code' }, metered: { on: false, source: 'file' } });
});

test('a toggle in code takes a time to live', async () => {
  const { telemetry } = await start({ modules: [] });
  telemetry.toggle('Feed', { traced: false }, { ttlMs: 60_000 });
  const state = telemetry.instrumentation().find(({ className }) => className === 'Feed');
  expect(state?.signals.traced).toMatchObject({ on: false, source: 'toggle', revertsAt: 60_000 });
  expect(() => telemetry.toggle('Feed', false, { ttlMs: -1 })).toThrow(/ttlMs is -1/);
});

test('a shutdown takes no longer than it is told, and is safe to call again', async () => {
  const never = new Promise<void>(() => undefined);
  const hanging = { name: 'hanging', start: () => Promise.resolve({ tracers: [], shutdown: () => never }) };
  const { telemetry } = await start({ modules: [hanging], shutdownTimeoutMs: 600_000 });
  const started = performance.now();
  await telemetry.shutdown({ timeoutMs: 20 });
  await telemetry.shutdown({ timeoutMs: 600_000 });
  await telemetry[Symbol.asyncDispose]();
  expect(performance.now() - started).toBeLessThan(10_000);
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runCli } from '../../src/cli/run.js';
import type { Environment } from '../../src/config/index.js';
import type { MachineEntry } from '../../src/admin/index.js';
import { admin, closeAdmin } from '../support/admin.js';
import { Feed, Item } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

afterEach(async () => {
  await closeAdmin();
  stopScopes();
});

async function ps(args: readonly string[], environment: Environment = {}) {
  const output = { out: '', err: '' };
  const code = await runCli(['ps', ...args], {
    folder: __dirname,
    environment,
    out: (text) => (output.out += text),
    err: (text) => (output.err += text),
    setExitCode: () => undefined,
  });
  return { code, ...output };
}

test('it prints every machine with its states, since when, and why', async () => {
  const { url } = await admin();
  const feed = new Feed({ id: 'feed' });
  const item = feed.submachine(Item, { id: 'item' });
  feed.add('Start');
  item.add('Busy');
  const { code, out } = await ps(['--url', url]);
  expect(code).toBe(0);
  expect(out).toMatch(/^CLASS +ID +STATES +BECAUSE OF +QUEUE +WHAT KEEPS IT$/m);
  expect(out).toMatch(/^Feed +feed +Start \ds +\[add\] Start +0 +-$/m);
  expect(out).toMatch(/^Item +item +- +- +0 +\[add\] Busy rejected \ds ago: require Start$/m);
});

test('it filters by class and states, and prints JSON', async () => {
  const { url } = await admin();
  const machines = [new Feed({ id: 'a' }), new Feed({ id: 'b' }), new Item({ id: 'c' })];
  for (const machine of machines.slice(1)) machine.add(['Start', 'Busy']);
  const { out } = await ps(['--url', `${url}/`, '--class', 'F*', '--state', 'Start', 'Busy', '--json']);
  expect((JSON.parse(out) as MachineEntry[]).map(({ id }) => id)).toEqual(['b']);
});

test('it goes through all pages', async () => {
  const { url } = await admin();
  const machines = Array.from({ length: 2001 }, (_, i) => new Feed({ id: String(i) }));
  const { out } = await ps(['--url', url, '--json']);
  expect((JSON.parse(out) as MachineEntry[]).map(({ id }) => id)).toEqual(machines.map(({ id }) => id));
});

test('it finds the endpoint and its token in the configuration', async () => {
  const { port } = await admin({ token: 'sesame' });
  const listen = { AM_ADMIN_LISTEN: `127.0.0.1:${String(port)}` };
  expect(await ps([], { ...listen, AM_ADMIN_TOKEN: 'sesame' })).toMatchObject({ code: 0, out: 'no machines\n' });
  expect(await ps([], listen)).toMatchObject({ code: 1, err: expect.stringContaining('set admin.token') as string });
});

test('what is no admin endpoint is told as such', async () => {
  const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  expect(await ps(['--url', url])).toMatchObject({ code: 1, err: `statescope: ${url} does not tell: status 200\n` });
  await new Promise((resolve) => server.close(resolve));
  const { code, err } = await ps(['--url', url]);
  expect({ code, err }).toEqual({
    code: 1,
    err: `statescope: no admin endpoint answers at ${url} (ECONNREFUSED): start the program with AM_ADMIN_LISTEN=1, or give its address with --url\n`,
  });
});

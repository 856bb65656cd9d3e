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

async function ps(args: readonly string[], environment: Environment = {}, columns?: number) {
  const output = { out: '', err: '' };
  const code = await runCli(['ps', ...args], {
    folder: __dirname,
    columns,
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

const PAGE = { machines: [], total: 1 };

test.each([
  ['a page', 'hello'],
  ['nothing', 'null'],
  ['a list', '[]'],
  ['other machines', JSON.stringify({ machines: [{ name: 'lathe' }] })],
  ['machines that are none', JSON.stringify({ machines: 'none' })],
  ['pages without end', JSON.stringify({ ...PAGE, next: '1' })],
])('a service that answers with %s is no admin endpoint', async (_, answer) => {
  const server = createServer((_request, response) => response.end(answer)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const told = await ps(['--url', url]);
  await new Promise((resolve) => server.close(resolve));
  const remedy = 'give the address of the admin endpoint with --url';
  expect(told).toEqual({
    code: 1,
    out: '',
    err: `statescope: what answers at ${url} is no admin endpoint: ${remedy}\n`,
  });
});

test('what a service says of an error reaches the terminal without what it would obey', async () => {
  const body = JSON.stringify({ error: { message: 'no\u001b[31m\u202e' } });
  const server = createServer((_request, response) => response.writeHead(500).end(body)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const { err } = await ps(['--url', url]);
  await new Promise((resolve) => server.close(resolve));
  expect(err).toBe(`statescope: ${url} does not tell: no?[31m?\n`);
});

test('where nobody answers that is told, with the reason', async () => {
  const remedy = 'start the program with AM_ADMIN_LISTEN=1, or give its address with --url';
  for (const [url, reason] of [
    ['http://127.0.0.1:9', 'bad port'],
    ['http://127.0.0.1:65535', 'ECONNREFUSED'],
  ] as const) {
    const { code, err } = await ps(['--url', url]);
    expect({ code, err }).toEqual({
      code: 1,
      err: `statescope: no admin endpoint answers at ${url} (${reason}): ${remedy}\n`,
    });
  }
});

test('an address may leave out its scheme, and what is none is a mistake', async () => {
  const { url } = await admin();
  expect(await ps(['--url', url.replace('http://', '')])).toMatchObject({ code: 0, out: 'no machines\n' });
  for (const wrong of ['', 'no address', 'ftp://127.0.0.1:1'])
    expect(await ps(['--url', wrong])).toMatchObject({
      code: 2,
      err: `statescope: "${wrong}" is no address of an admin endpoint: expected http://127.0.0.1:9465\n`,
    });
});

test('lines fit into the terminal', async () => {
  const { url } = await admin();
  new Feed({ id: 'x'.repeat(300) }).add('Start');
  const { out } = await ps(['--url', url], {}, 60);
  expect(out.split('\n').every((line) => line.length <= 60)).toBe(true);
  expect(out).toMatch(/^Feed {3}x+\.\.\. {2}Start \ds +\[add\] S\.\.\. +0 +-$/m);
});

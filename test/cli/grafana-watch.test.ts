import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Delivery } from '../../src/cli/grafana-delivery.js';
import { watchMachines } from '../../src/cli/grafana-watch.js';
import { loadConfig } from '../../src/config/index.js';

const MACHINE = { className: 'Feed', states: [], queue: { length: 0, tick: 0 }, running: [] };

/** Ids of the machines of a running program, one list for each time it is asked; the last one stays. */
let program: (readonly string[])[];
let server: Server;
let url: string;
beforeEach(async () => {
  program = [];
  server = createServer((_, response) => {
    const ids = (program.length > 1 ? program.shift() : program[0]) ?? [];
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ machines: ids.map((id) => ({ ...MACHINE, id })) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function delivery(options: Partial<Delivery['options']>) {
  const said: string[] = [];
  const { config } = await loadConfig({ environment: {}, file: false });
  const context = {
    ...{ folder: '', environment: {}, out: () => undefined, setExitCode: () => undefined },
    err: (text: string) => said.push(text),
  };
  return { said, delivery: { options: { interval: 0.001, out: 'x', watch: url, ...options }, config, context } };
}

/** The ids of each dashboard that was made, until there are so many. */
async function watched(count: number, fails: (made: number) => boolean = () => false) {
  const { said, delivery: given } = await delivery({});
  const end = new AbortController();
  const sent: (readonly string[])[] = [];
  let tries = 0;
  const send = ({ ids = [] }: { readonly ids?: readonly string[] | undefined }) => {
    tries += 1;
    if (fails(tries)) return Promise.reject(new Error('Grafana is away'));
    sent.push(ids);
    if (sent.length === count) end.abort();
    return Promise.resolve();
  };
  await watchMachines({ name: 'x', ids: ['given'] }, send, given, end.signal);
  return { sent, said };
}

test('a dashboard is made anew for each machine that comes, and for no other reason; what is gone stays', async () => {
  program = [['a'], ['a'], ['a', 'b'], ['b'], ['b', 'c']];
  expect((await watched(3)).sent).toEqual([
    ['given', 'a'],
    ['given', 'a', 'b'],
    ['given', 'a', 'b', 'c'],
  ]);
});

test('what fails later on is told and tried again', async () => {
  program = [['a'], ['a', 'b']];
  const { sent, said } = await watched(2, (made) => made === 2);
  expect(sent.at(-1)).toEqual(['given', 'a', 'b']);
  expect(said).toEqual(['Grafana is away\n']);
});

test('a program that does not answer the first time is an error', async () => {
  server.close();
  const { delivery: given } = await delivery({});
  await expect(watchMachines({ name: 'x' }, () => Promise.resolve(), given)).rejects.toThrow(/no admin endpoint/);
});

test.each([{ out: undefined }, { check: true }])('%j is a mistake', async (options) => {
  const { delivery: given } = await delivery(options as Partial<Delivery['options']>);
  await expect(watchMachines({ name: 'x' }, () => Promise.resolve(), given)).rejects.toThrow(/--watch needs/);
});

import 'reflect-metadata';
import { container as root } from 'tsyringe';
import { bindDbgEnv } from '../../src/by-hand/index.js';
import { dbg, prometheus, startTelemetry } from '../../src/di/index.js';
import type { StartOptions, Telemetry } from '../../src/di/index.js';
import { serveRpc, type RpcServer } from '../../src/exporters/dbg/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { DebuggerDouble } from '../exporters/dbg/debugger-double.js';
import { Feed, Item } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

const running: Telemetry[] = [];
let double: DebuggerDouble;
let server: RpcServer;
let address = '';

beforeEach(async () => {
  double = new DebuggerDouble();
  server = await serveRpc(double, { port: 0, webSocketPort: false });
  address = `127.0.0.1:${String(server.port)}`;
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
  stopScopes();
  await server.close();
});

async function start(options: StartOptions): Promise<Telemetry> {
  const telemetry = await startTelemetry(root.createChildContainer(), {
    environment: {},
    configFile: false,
    service: 'reader',
    ...options,
  });
  running.push(telemetry);
  return telemetry;
}

function work(): void {
  const feed = new Feed({ id: 'feed' });
  feed.add('Start');
  feed.submachine(Item, { id: 'item' }).add('Start');
}

test('variables alone show machines and their submachines', async () => {
  const telemetry = await start({ environment: { AM_DBG_ADDR: address, AM_DBG_INHERIT: '1' } });
  work();
  await telemetry.flush();
  expect(telemetry.report).toMatchObject({ modules: ['dbg'], warnings: [] });
  expect(double.machines).toEqual(['feed', 'item']);
  expect(double.schemas[1]).toMatchObject({ parent: 'feed', groupsOrder: ['self'] });
  const [queued, executed] = double.transitions;
  expect(queued?.stackTrace).toContain('dbg.test.ts');
  expect(executed?.preLogEntries.at(-1)?.text).toBe('[queue:add] Start');
});

test.each([true, false, undefined])(
  'submachines inherit the debugger where that is configured: %s',
  async (inherit) => {
    const telemetry = await start({
      environment: { AM_DBG_ADDR: address },
      ...(inherit !== undefined && { dbg: { inherit } }),
    });
    work();
    await telemetry.flush();
    expect(double.machines).toEqual(inherit === true ? ['feed', 'item'] : ['feed']);
  },
);

test.each([
  [
    'several debuggers are told alike',
    () => `${address}, ${address.replace('127.0.0.1', 'localhost')}`,
    ['feed', 'feed'],
  ],
  ['nobody is told in a test runner', () => address, []],
])('%s', async (name, addresses, expected) => {
  const environment = { AM_DBG_ADDR: addresses(), AM_TEST_RUNNER: name.includes('runner') ? '1' : '' };
  const telemetry = await start({ environment });
  new Feed({ id: 'feed' }).add('Start');
  await telemetry.flush();
  expect(double.machines).toEqual(expected);
});

test('preset go tells what the reference tells', async () => {
  const telemetry = await start({ environment: { AM_DBG_ADDR: address, AM_TELEMETRY_PRESET: 'go' } });
  work();
  await telemetry.flush();
  expect(double.schemas.every(({ groupsOrder }) => !groupsOrder.includes('self'))).toBe(true);
  expect(double.transitions.flatMap(({ logEntries }) => logEntries)).toEqual([]);
});

test('a module takes its settings over those of the configuration', async () => {
  const telemetry = await start({
    dbg: { address: '127.0.0.1:1' },
    modules: [dbg({ addresses: [address], level: 'changes', inherit: true })],
  });
  work();
  await telemetry.flush();
  expect(double.machines).toEqual(['feed', 'item']);
  expect(new Set(double.transitions.flatMap(({ logEntries }) => logEntries.map(({ level }) => level)))).toEqual(
    new Set([2]),
  );
});

test('what a debugger does not get is counted, and reported once', async () => {
  const telemetry = await start({
    modules: [dbg({ addresses: ['127.0.0.1:1'], maxWaiting: 4, flushMs: 200, inherit: true }), prometheus({ port: 0 })],
  });
  work();
  await telemetry.flush();
  const { dropped, waiting, errors } = telemetry.stats();
  expect(dropped + waiting).toBe(double.transitions.length + 6);
  expect(errors).toBeGreaterThan(0);
  expect(telemetry.report.warnings.filter((text) => text.includes('no debugger at 127.0.0.1:1'))).toHaveLength(1);
  const metrics = await (await fetch(telemetry.metricsUrl ?? '')).text();
  expect(metrics).toMatch(/asyncmachine_exporter_errors_total\{signal="dbg"\} [1-9]/);
});

test('an address that is none ends the start', async () => {
  await expect(start({ dbg: { address: 'no address' } })).rejects.toThrow('"no address" is no address of a debugger');
});

describe('health checks of debugged machines', () => {
  class Checked extends Machine.of(defineSchema({ Healthcheck: { multi: true } })) {}
  const environment = () => ({ AM_DBG_ADDR: address, AM_HEALTHCHECK: '1' });

  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] }));
  afterEach(() => jest.useRealTimers());

  test('come every thirty seconds, as long as the class is not switched off', async () => {
    const telemetry = await start({ environment: environment(), instrumentUnmarked: true });
    const [checked, feed] = [new Checked(), new Feed()];
    jest.advanceTimersByTime(60_000);
    expect([checked.tick('Healthcheck'), feed.tracers.length]).toEqual([3, 2]);
    telemetry.toggle('Checked', false);
    jest.advanceTimersByTime(60_000);
    expect(checked.tick('Healthcheck')).toBe(3);
    expect(telemetry.report.warnings).toEqual([]);
    expect(telemetry.report.modules).toEqual(['dbg']);
  });

  test('do not come for machines that nobody debugs', async () => {
    await start({ environment: { ...environment(), AM_TEST_RUNNER: '1' }, instrumentUnmarked: true });
    const checked = new Checked();
    jest.advanceTimersByTime(60_000);
    expect([checked.tick('Healthcheck'), checked.tracers]).toEqual([0, []]);
  });

  test('come by hand too, for submachines as well, until the handle ends', async () => {
    const machine = new Checked();
    const handle = await bindDbgEnv(machine, { environment: { ...environment(), AM_DBG_INHERIT: '1' } });
    const child = machine.submachine(Checked);
    jest.advanceTimersByTime(30_000);
    expect([machine.tick('Healthcheck'), child.tick('Healthcheck')]).toEqual([1, 1]);
    await Promise.all([handle?.dispose(), jest.advanceTimersByTimeAsync(10_000)]);
    jest.advanceTimersByTime(60_000);
    expect([machine.tick('Healthcheck'), machine.tracers]).toEqual([1, []]);
    expect(child.tick('Healthcheck')).toBe(1);
  });
});

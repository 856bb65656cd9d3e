import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { join } from 'node:path';
import { Machine, defineSchema } from 'statescope';
import { Traced } from 'statescope/decorators';
import { startTelemetry } from 'statescope/di';
import type { Telemetry } from 'statescope/di';
import { otelCarrier, otelChildEnv } from 'statescope/exporters/otel-traces';
import { container as root } from 'tsyringe';
import { BundledPrograms } from '../support/bundled-program.js';

const JOINING = join(__dirname, 'processes/joining.ts');

@Traced()
class Parent extends Machine.of(defineSchema({ Start: {} })) {}

interface Joined {
  readonly machine: string;
  readonly asked: string;
  readonly environment: Readonly<Record<string, string>>;
}

let programs: BundledPrograms;
let program: string;
let telemetry: Telemetry;
let environment: Readonly<Record<string, string>>;
let here: string;
const headers = { traceparent: `00-${'5'.repeat(32)}-${'6'.repeat(16)}-01`, baggage: 'tenant=sent' };

beforeAll(async () => {
  programs = new BundledPrograms([JOINING]);
  program = programs.fileOf(JOINING);
  const container = root.createChildContainer();
  telemetry = await startTelemetry(container, {
    configFile: false,
    environment: {
      BAGGAGE: 'tenant=base',
      TRACEPARENT: `00-${'7'.repeat(32)}-${'8'.repeat(16)}-01`,
      TRACESTATE: 'v=1',
    },
    traces: { exporter: 'memory' },
  });
  const parent = new Parent({ id: 'parent', container });
  environment = otelChildEnv(parent);
  here = (otelCarrier(parent)['traceparent'] ?? '').slice(3, -3);
});
afterAll(async () => {
  await telemetry.shutdown();
  programs.remove();
});
jest.setTimeout(60_000);

const fromWorker = (worker: Worker): Promise<Joined> =>
  new Promise((resolve, reject) => {
    worker.once('message', (text: string) => resolve(JSON.parse(text) as Joined));
    worker.once('error', reject);
  });

test('a child process goes on with the trace, its state and its baggage', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env: { ...environment } });
  const { machine, environment: next } = JSON.parse(stdout) as Joined;
  expect(machine).toBe(here);
  expect(next).toMatchObject({ TRACESTATE: 'v=1', BAGGAGE: 'tenant=base', AM_OTEL_TRACE_ID: '7'.repeat(32) });
});

test.each([
  ['its environment', () => new Worker(program, { env: { ...environment } })],
  ['its workerData', () => new Worker(program, { env: {}, workerData: { environment } })],
])('a worker goes on with it by %s', async (_, start) => {
  const joined = await fromWorker(start());
  expect([joined.machine, joined.environment['BAGGAGE']]).toEqual([here, 'tenant=base']);
});

test('a mutation in a worker goes on by the headers of the message that asks for it', async () => {
  const joined = await fromWorker(new Worker(program, { env: {}, workerData: { environment, headers } }));
  expect([joined.machine, joined.asked]).toEqual([here, `${'5'.repeat(32)}-${'6'.repeat(16)}`]);
});

import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { container as root } from 'tsyringe';
import { Logged, Traced } from '../../decorators/index.js';
import { startTelemetry } from '../../src/di/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { stopScopes } from '../support/scopes.js';
import { temporaryFiles } from '../support/temporary-files.js';

const schema = defineSchema({ A: { remove: ['B'] }, B: { remove: ['A'] } });

@Traced()
@Logged()
class Ring extends Machine.of(schema) {}

const { path } = temporaryFiles();

/** From now on files take half a line, and no more, until the disk has room again. */
async function fillDisk(): Promise<{ readonly failures: () => number; free(): void }> {
  const probe = await open(__filename);
  const handles = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  let failures = 0;
  const spy = jest.spyOn(handles, 'appendFile').mockImplementation(async function (this: FileHandle, data) {
    failures += 1;
    await this.write((data as Uint8Array).subarray(0, (data as Uint8Array).length / 2));
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
  return { failures: () => failures, free: () => spy.mockRestore() };
}

afterEach(() => {
  jest.restoreAllMocks();
  stopScopes();
});

test('a full disk is told once, what it cost is counted, machines go on, and the files stay whole', async () => {
  const told: string[] = [];
  const traces = { exporter: 'file', file: path('traces.jsonl') } as const;
  const logs = { exporter: 'file', file: path('logs.jsonl') } as const;
  const options = {
    traces,
    logs,
    environment: {},
    configFile: false,
    diagnostic: (line: string) => told.push(line),
  } as const;
  const telemetry = await startTelemetry(root.createChildContainer(), options);
  const ring = new Ring({ id: 'ring' });
  const results: number[] = [];
  const turn = async (): Promise<void> => {
    for (let n = 0; n < 100; n++) results.push(ring.add(n % 2 === 0 ? 'A' : 'B'));
    await telemetry.flush();
  };
  await turn();
  const disk = await fillDisk();
  await turn();
  await turn();
  expect(disk.failures()).toBeGreaterThan(3);
  disk.free();
  await turn();
  await telemetry.shutdown();

  expect(results).toEqual(Array(400).fill(0));
  expect(told.filter((line) => line.includes('ENOSPC'))).toHaveLength(1);
  const sinks = telemetry.stats().sinks;
  for (const [at, file] of ['traces.jsonl', 'logs.jsonl'].entries()) {
    const { accepted, exported, dropped } = sinks[at] as (typeof sinks)[number];
    const lines = readFileSync(path(file), 'utf8').trimEnd().split('\n');
    const records = lines.flatMap((line) => recordsIn(JSON.parse(line)));
    expect(records).toHaveLength(exported);
    expect(dropped).toMatchObject({ queue_full: 0, shutdown: 0 });
    expect([dropped.refused > 100, accepted]).toEqual([true, exported + dropped.refused]);
  }
});

/** Every object with a time of its own. */
function recordsIn(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('startTimeUnixNano' in value || 'observedTimeUnixNano' in value) return [value];
  return Object.values(value).flatMap(recordsIn);
}

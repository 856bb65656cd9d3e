import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Traced } from '../../decorators/index.js';
import { runCli } from '../../src/cli/run.js';
import type { Finding } from '../../src/doctor/index.js';
import { Machine, defineSchema } from '../../src/index.js';

// The command looks at every marked class that the process knows once the file is loaded.
@Traced()
class Feed extends Machine.of(defineSchema({ Start: {} })) {}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  writeFileSync(join(folder, 'machines.cjs'), '');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function doctor(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const output = { out: '', err: '' };
  let asked = 0;
  const returned = await runCli(['doctor', ...args], {
    folder,
    environment,
    out: (text) => (output.out += text),
    err: (text) => (output.err += text),
    setExitCode: (code) => (asked = code),
  });
  return { code: Math.max(returned, asked), ...output };
}

const DOWN = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector.invalid/v1/traces' };

test('it ends with 0 when nothing fails', async () => {
  const { code, out } = await doctor([]);
  expect(code).toBe(0);
  expect(out).toMatch(/^0 failed, 0 warnings, \d+ fine$/m);
});

test('it ends with 1 when something fails, which it prints first with a remedy', async () => {
  const { code, out } = await doctor([], DOWN);
  expect(code).toBe(1);
  expect(out).toMatch(/^fail {2}endpoint +traces to http:\/\/collector\.invalid\/v1\/traces: the name/);
  expect(out).toMatch(/-> correct the host/);
});

test('it looks at the classes of a file', async () => {
  const { out } = await doctor(['--from', 'machines.cjs']);
  expect(out).toMatch(new RegExp(`^warn +provider +${Feed.name} is marked @Traced, but no exporter`, 'm'));
});

test('as JSON it gives the findings as data', async () => {
  const { code, out } = await doctor(['--json'], DOWN);
  const findings = JSON.parse(out) as readonly Finding[];
  expect(code).toBe(1);
  expect(findings.filter(({ status }) => status === 'fail').map(({ check }) => check)).toEqual(['endpoint']);
});

test('a configuration that is wrong ends with 2', async () => {
  expect((await doctor([], { AM_LOG: 'loud' })).code).toBe(2);
});

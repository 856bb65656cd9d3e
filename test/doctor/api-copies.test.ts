import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foundBy } from './patient.js';

const KEY = Symbol.for('opentelemetry.js.api.1');
const shared = globalThis as { [KEY]?: object | undefined };

let folder: string;
const before = shared[KEY];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  shared[KEY] = undefined;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  shared[KEY] = before;
});

const install = (path: string, version: string) => {
  const target = join(folder, ...path.split(' > ').flatMap((name) => ['node_modules', name]));
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'package.json'), JSON.stringify({ version }));
};

test('one copy of the API is fine, and so is none', async () => {
  expect(await foundBy('api-copies', { folder })).toMatchObject([{ status: 'ok' }]);
  install('@opentelemetry/api', '1.9.1');
  install('@opentelemetry/sdk-trace-base', '2.12.1');
  expect(await foundBy('api-copies', { folder })).toMatchObject([
    { status: 'ok', message: expect.stringContaining('1.9.1') as string },
  ]);
});

test('a second copy below the SDK is named with both versions and where they are', async () => {
  install('@opentelemetry/api', '1.9.1');
  install('@opentelemetry/sdk-trace-base', '2.12.1');
  install('@opentelemetry/sdk-trace-base > @opentelemetry/api', '1.4.0');
  const [finding] = await foundBy('api-copies', { folder });
  expect(finding).toMatchObject({ status: 'warn', remedy: expect.stringContaining('npm ls') as string });
  expect(finding?.message).toContain('2 copies');
  expect(finding?.message).toContain('1.4.0');
  expect(finding?.message).toContain('sdk-trace-base');
});

test('a copy that is newer than the one that registered first fails: it can not see it', async () => {
  install('@opentelemetry/api', '1.9.1');
  install('@opentelemetry/sdk-trace-base', '2.12.1');
  install('@opentelemetry/sdk-trace-base > @opentelemetry/api', '1.4.0');
  shared[KEY] = { version: '1.4.0', trace: {} };
  const [finding] = await foundBy('api-copies', { folder });
  expect(finding).toMatchObject({ status: 'fail' });
  expect(finding?.message).toContain('1.4.0 was registered first');
});

test('copies of different major versions fail', async () => {
  install('@opentelemetry/api', '1.9.1');
  install('@opentelemetry/sdk-trace-base', '2.12.1');
  install('@opentelemetry/sdk-trace-base > @opentelemetry/api', '2.0.0');
  expect(await foundBy('api-copies', { folder })).toMatchObject([{ status: 'fail' }]);
});

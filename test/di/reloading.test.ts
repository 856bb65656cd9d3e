import { Diagnostics } from '../../src/di/diagnostics.js';
import { reloading } from '../../src/di/reloading.js';
import { loadConfig } from '../../src/config/index.js';
import type { LoadedConfig } from '../../src/config/index.js';
import { TelemetryScope } from '../../src/instrument/index.js';

function setUp(load: () => Promise<LoadedConfig>) {
  const lines: string[] = [];
  const warnings: string[] = [];
  const scope = new TelemetryScope({ tracers: [], classes: { Feed: { traced: false } } });
  const diagnostics = new Diagnostics((line) => lines.push(line), { level: 'info' });
  return { lines, warnings, scope, reload: reloading(load, scope, { warnings, diagnostics }) };
}

const configOf = (classes: object): Promise<LoadedConfig> =>
  loadConfig({ environment: { AM_LGO: '1' }, file: false, code: { classes } as never });

test('toggles are those of the configuration that is read, and its warnings are told once', async () => {
  const { lines, warnings, scope, reload } = setUp(() => configOf({ Feed: { metered: false } }));
  await reload();
  await reload();
  expect([scope.toggles.get('Feed', 'traced'), scope.toggles.get('Feed', 'metered')]).toEqual([undefined, false]);
  expect(warnings).toEqual(['AM_LGO is not known: did you mean AM_LOG?']);
  expect(lines).toEqual(Array(2).fill('telemetry: the toggles of the configuration were read again'));
});

test('a configuration that cannot be read changes nothing, and is told each time', async () => {
  const { lines, warnings, scope, reload } = setUp(() => Promise.reject(new Error('broken')));
  await reload();
  await reload();
  expect(scope.toggles.get('Feed', 'traced')).toBe(false);
  expect([lines, warnings]).toEqual([Array(2).fill('telemetry: configuration: broken'), ['configuration: broken']]);
});

test('of two reloads the later one has the last word, though it is read faster', async () => {
  const answers: ((loaded: Promise<LoadedConfig>) => void)[] = [];
  const { scope, reload } = setUp(() => new Promise((resolve) => answers.push(resolve)));
  const [first, second] = [reload(), reload()];
  await Promise.resolve();
  answers[0]?.(configOf({ Feed: { logged: false } }));
  await first;
  answers[1]?.(configOf({ Feed: { logged: true } }));
  await second;
  expect(scope.toggles.get('Feed', 'logged')).toBe(true);
});

// Compiles the example with the compilers that users have, in both dialects of decorators, and runs each result on three
// versions of Node against the built package. Prints one line per case; ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');
const local = (...path) => join(here, 'node_modules', ...path);
const expected =
  '{"ready":1,"states":["Start","Ready"],"class":["logged","metered","traced"],"handlers":["ReadyState"]}';

const run = (command, args, env = {}) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: here,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { ok: status === 0, stdout: stdout ?? '', text: `${stdout ?? ''}${stderr ?? ''}` };
};

const installed = run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
if (!installed.ok) {
  console.log(installed.text);
  process.exit(1);
}
if (!existsSync(local('statescope'))) symlinkSync(root, local('statescope'), 'dir');

// Inside this folder, so that the compiled files find the package.
mkdirSync(join(here, 'out'), { recursive: true });
const out = mkdtempSync(join(here, 'out', 'run-'));

const nodes = {
  [`node ${process.versions.node}`]: process.execPath,
  'node 22': local('node22', 'bin', 'node'),
  'node 24': local('node24', 'bin', 'node'),
};
const typescript6 = createRequire(join(root, 'package.json')).resolve('typescript/bin/tsc');
const tsc = (bin) => (dialect, folder) =>
  run(process.execPath, [bin, '-p', `tsconfig.${dialect}.json`, '--outDir', folder]);

const compilers = {
  'typescript 6': tsc(typescript6),
  'typescript 7': tsc(local('typescript', 'bin', 'tsc')),
  babel: (dialect, folder) => {
    mkdirSync(folder);
    return run(nodes['node 22'], ['babel.mjs', dialect, join(folder, 'example.js')]);
  },
};

let passed = 0;
let failed = 0;
const report = (name, ok, text) => {
  if (ok) passed += 1;
  else failed += 1;
  console.log(`${ok ? 'pass' : 'FAIL'}  ${name}`);
  if (!ok) console.log(text);
};
const reportRuns = (name, args, env) => {
  for (const [version, node] of Object.entries(nodes)) {
    const result = run(node, args, env);
    report(
      `${name}, ${version}`,
      result.ok && result.stdout.trim() === expected,
      `${result.text}\nexpected ${expected}`,
    );
  }
};

for (const dialect of ['standard', 'legacy']) {
  for (const [name, compile] of Object.entries(compilers)) {
    const folder = join(out, `${name.replace(' ', '')}-${dialect}`);
    const compiled = compile(dialect, folder);
    report(`${name}, ${dialect}: compiles`, compiled.ok, compiled.text);
    if (compiled.ok) reportRuns(`${name}, ${dialect}`, [join(folder, 'example.js')]);
  }
  reportRuns(`tsx, ${dialect}`, ['--import', 'tsx', 'example.ts'], { TSX_TSCONFIG_PATH: `tsconfig.${dialect}.json` });
}

rmSync(out, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

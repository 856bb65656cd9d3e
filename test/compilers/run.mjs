// Compiles the suite of the decorators with the compilers that users have, in both dialects, and runs each result on the
// versions of Node that are supported, against the built package. Prints a matrix; ends with `N passed, N failed`.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');
const local = (...path) => join(here, 'node_modules', ...path);
const DIALECTS = ['standard', 'legacy'];
const LIMIT_MS = 120_000;

const run = (command, args, env = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: here, env: { ...process.env, ...env }, timeout: LIMIT_MS });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
    child.once('error', (error) => resolve({ ok: false, text: String(error) }));
    child.once('close', (code) => resolve({ ok: code === 0, text }));
  });

const node = { own: process.execPath, 22: local('node22', 'bin', 'node') };
const nodes = { [process.versions.node]: process.execPath };
const typescript6 = createRequire(join(root, 'package.json')).resolve('typescript/bin/tsc');

const tsc = (bin) => (dialect, folder) => run(node.own, [bin, '-p', `tsconfig.${dialect}.json`, '--outDir', folder]);
const transform = (binary, name) => (dialect, folder) => run(binary, ['compile.mjs', name, dialect, folder]);

const COMPILERS = {
  'tsc 6': tsc(typescript6),
  'tsc 7': tsc(local('typescript', 'bin', 'tsc')),
  swc: transform(node.own, 'swc'),
  esbuild: transform(node.own, 'esbuild'),
  // Asks for a newer Node than the package does.
  Babel: transform(node[22], 'babel'),
};

/** What is to be run, and how, once the suite is compiled. */
const prepare = async (name, dialect, out) => {
  if (name === 'tsx') {
    const env = { TSX_TSCONFIG_PATH: join(here, `tsconfig.${dialect}.json`) };
    return { ok: true, args: ['--import', 'tsx', 'suite.mjs', `../decorators/${dialect}/marks.test.ts`], env };
  }
  const folder = join(out, `${name.replace(' ', '')}-${dialect}`);
  const { ok, text } = await COMPILERS[name](dialect, folder);
  return { ok, text, args: ['suite.mjs', join(folder, dialect, 'marks.test.js')] };
};

const count = { passed: 0, failed: 0 };
const problem = (title, text) => {
  count.failed += 1;
  console.log(`FAIL  ${title}\n${text}`);
};

/** The cell of the matrix: how many tests passed, or that something did not. */
const cell = (title, { ok, text }) => {
  const { passed = 0, failed = 0 } = JSON.parse(/^\{"passed.*\}$/m.exec(text)?.[0] ?? '{}');
  if (ok && passed > 0) {
    count.passed += 1;
    return String(passed);
  }
  problem(title, text);
  return `FAIL ${failed}`;
};

const row = async (name, dialect, out) => {
  const title = `${name}, ${dialect}`;
  const { ok, text, args, env } = await prepare(name, dialect, out);
  if (!ok) {
    problem(`${title}: compiles`, text);
    return [title, ...Object.keys(nodes).map(() => 'FAIL')];
  }
  const results = await Promise.all(Object.values(nodes).map((binary) => run(binary, args, env)));
  return [title, ...results.map((result, i) => cell(`${title}, Node ${Object.keys(nodes)[i]}`, result))];
};

const install = async () => {
  const installed = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (!installed.ok) throw new Error(installed.text);
  if (!existsSync(local('statescope'))) symlinkSync(root, local('statescope'), 'dir');
  for (const name of ['node22', 'node24', 'node26']) {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`);
    nodes[version] = local(name, 'bin', 'node');
  }
};

await install();
// Inside this folder, so that the compiled files find the package.
mkdirSync(join(here, 'out'), { recursive: true });
const out = mkdtempSync(join(here, 'out', 'run-'));
const table = [['', ...Object.keys(nodes).map((version) => `Node ${version}`)]];
for (const name of [...Object.keys(COMPILERS), 'tsx']) {
  for (const dialect of DIALECTS) table.push(await row(name, dialect, out));
}
rmSync(out, { recursive: true, force: true });

for (const [title, ...cells] of table) {
  console.log([title.padEnd(18), ...cells.map((text) => text.padStart(13))].join(''));
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed === 0 ? 0 : 1;

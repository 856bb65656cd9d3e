// Packs the package as it would be published and uses it as a stranger would, from an empty folder: in both module formats,
// from TypeScript and plain JavaScript, without any optional peer, with all, and with each one missing.
// Prints one line per case; ends with `N passed, N failed`.
import { Home, manifest } from './home.mjs';
import { NEEDS } from './peers.mjs';

const MODULES_OF_ROOT = 4;
/** What a package may be: JavaScript of two formats, one set of declarations, and pages to read. */
const MOST_FILES = 500;
const WITHOUT_PEERS = [
  'statescope',
  'statescope/debugger',
  'statescope/decorators',
  'statescope/testing',
  'statescope/exporters/dbg',
  'statescope/exporters/loki',
  'statescope/exporters/memory',
];
const entries = Object.keys(manifest.exports)
  .filter((entry) => entry !== './package.json')
  .map((entry) => manifest.name + entry.slice(1));
const peers = Object.keys(manifest.peerDependencies);

const count = { passed: 0, failed: 0 };
const report = (title, ok, text) => {
  count[ok ? 'passed' : 'failed'] += 1;
  console.log(`${ok ? 'pass' : 'FAIL'}  ${title}`);
  if (!ok) console.log(text);
};

/** A program that ends well and prints this as JSON. */
const prints = (title, { ok, stdout, text }, expected) => {
  const wanted = JSON.stringify(expected);
  report(title, ok && stdout.trim().split('\n').at(-1) === wanted, `${text}\nexpected ${wanted}`);
};

/** What is loaded with an entry: of this package only, in few files. */
const loadsOnly = (home, entry, limit) => {
  const { ok, stdout, text } = home.node(['loaded.mjs', entry]);
  const found = ok ? JSON.parse(stdout) : { modules: [], common: [] };
  for (const [format, files] of Object.entries(found)) {
    const own = files.filter((file) => file.includes('/node_modules/statescope/dist/'));
    const title = `${entry} loads ${own.length} files, no package and nothing of Node (${format})`;
    report(title, own.length > 0 && own.length <= limit && own.length === files.length, `${text}${files.join('\n')}`);
  }
};

/** Every entry's declarations are compiled with all that they lead to, as each kind of resolution finds them. */
const declares = (home) => {
  const lines = entries.map((entry, i) => `import * as entry${i} from '${entry}';\nvoid entry${i};\n`);
  for (const [kind, module, options] of [
    ['m', 'nodenext', []],
    ['c', 'nodenext', []],
    ['m', 'node16', []],
    ['c', 'node16', []],
    ['m', 'esnext', ['--moduleResolution', 'bundler']],
    // What TypeScript before 6 does for CommonJS, unless it is told otherwise.
    ['', 'commonjs', ['--moduleResolution', 'node10', '--ignoreDeprecations', '6.0']],
  ]) {
    home.write(`entries.${kind}ts`, lines.join(''));
    const { ok, text } = home.compile(`entries.${kind}ts`, [...options, '--noEmit'], module);
    report(`declarations of all entries: ${kind}ts, ${module}`, ok, text);
  }
  const { ok, text } = home.compile('same.mts', ['--noEmit']);
  report('a class is the same type in both formats', ok, text);
};

const missing = (home, name) => {
  const { settings, entry, command, or, isTypesOnly = false, folder = '.' } = NEEDS[name];
  const up = folder === '.' ? '.' : '..';
  const calls = entry
    ? [['entry.mjs'], ['entry.cjs']]
    : command
      ? [[`node_modules/statescope/${manifest.bin.statescope}`, ...command]]
      : ['mjs', 'cjs'].map((kind) => [`${up}/start.${kind}`, JSON.stringify(settings)]);
  for (const call of calls) {
    const run = () => home.node(call, folder);
    const { ok, text } = home.without(name, or === undefined ? run : () => home.without(or, run));
    if (isTypesOnly) {
      report(`without ${name}, ${call[0].split('/').at(-1)}: programs run`, ok, text);
      continue;
    }
    const named = entry ? text.includes(`'${name}'`) : new RegExp(`npm install [^\n]*${name}(?![\\w-])`).test(text);
    const others = text.match(/npm install [^\n"]*/g)?.join('') ?? '';
    report(`without ${name}, ${call[0].split('/').at(-1)}: the error names it`, named, `${text}\n${others}`);
  }
};

const home = new Home();
try {
  const { files } = home;
  const idle = files.filter((file) => /\.map$|(?<!\.d)\.ts$|tsbuildinfo$/.test(file));
  report(`the package is ${files.length} files`, files.length <= MOST_FILES && idle.length === 0, idle.join('\n'));
  prints('entries work without any optional peer', home.node(['entries.mjs', ...WITHOUT_PEERS]), []);
  loadsOnly(home, 'statescope', MODULES_OF_ROOT);
  loadsOnly(home, 'statescope/decorators', MODULES_OF_ROOT);

  const versions = { ...manifest.peerDependencies, ...manifest.devDependencies };
  home.install(...peers.map((name) => `${name}@${versions[name]}`), `@types/node@${versions['@types/node']}`);
  prints('all entries have the same names in both formats', home.node(['entries.mjs', ...entries]), []);
  declares(home);
  const plain = { active: ['Start', 'Ready'], spans: true, logs: true, metrics: true };
  prints('plain JavaScript, ES modules', home.node(['plain.mjs']), plain);
  prints('plain JavaScript, CommonJS', home.node(['plain.cjs']), plain);
  prints('both formats in one process', home.node(['both.mjs']), { copies: true, marks: true, spans: true });
  for (const [kind, dialect, options] of [
    ['m', 'standard', []],
    ['c', 'legacy', ['--experimentalDecorators']],
  ]) {
    const compiled = home.compile(`typed.${kind}ts`, options);
    report(`TypeScript, ${kind}ts, ${dialect} decorators: compiles`, compiled.ok, compiled.text);
    const expected = { url: 'here', spans: true, adapter: 'function' };
    if (compiled.ok) prints(`TypeScript, ${kind}ts, ${dialect} decorators`, home.node([`typed.${kind}js`]), expected);
  }
  const help = home.node([`node_modules/statescope/${manifest.bin.statescope}`, '--help']);
  report('the command runs', help.ok && help.stdout.includes('statescope'), help.text);

  const unknown = peers.filter((name) => NEEDS[name] === undefined);
  report('every optional peer has its case here', unknown.length === 0, unknown.join('\n'));
  for (const name of peers.filter((each) => NEEDS[each] !== undefined)) missing(home, name);
} finally {
  home.remove();
}

console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed === 0 ? 0 : 1;

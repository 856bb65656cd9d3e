import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES, unitOf, type RuleName } from './support/architecture.js';
import { factsOf, readTree } from './support/source-facts.js';

const root = join(__dirname, '..');
const OUTSIDE = /^test\/(?:compilers|compat|backends\/servers)\/|^test\/.*\.config\.ts$/;
const tree = new Map(
  [...readTree(root, ['src', 'decorators', 'samples', 'test'])].filter(([path]) => !OUTSIDE.test(path)),
);

type Example = readonly [rule: RuleName, files: Readonly<Record<string, string>>, broken: readonly string[]];

const lines = (count: number) => 'export const a = 1;\n'.repeat(count);

// Spelt in two parts, so that this file keeps the rule itself.
const later = ['// TO', 'DO: more'].join('');

const examples: readonly Example[] = [
  ['every folder has its place in the import table', { 'src/blob/a.ts': '', 'src/tracer/a.ts': '' }, ['src/blob']],
  ['an import points down', { 'src/tracer/a.ts': `import type { B } from '../engine/index.js';` }, ['src/tracer/a.ts']],
  ['an import points down', { 'src/engine/a.ts': `import { b } from '../tracer/index.js';` }, []],
  ['an import points down', { 'src/engine/a.ts': `import { b } from './b.js';` }, []],
  [
    'an import points down',
    { 'src/metadata/a.ts': `import { b } from '../config/index.js';` },
    ['src/config/index.ts'],
  ],
  ['an import points down', { 'src/di/a.ts': `const b = await import('../cli/index.js');` }, ['src/cli/index.ts']],
  ['an import points down', { 'src/cli/a.ts': `import { b } from '../index.js';` }, ['src/index.ts']],
  ['an import points down', { 'decorators/a.ts': `import { b } from '../src/metadata/index.js';` }, []],
  ['an import points down', { 'decorators/a.ts': `import { b } from '../src/tracer/index.js';` }, ['src/tracer']],
  [
    'an import points down',
    { 'src/exporters/otel-logs/a.ts': `import { b } from '../otel-traces/index.js';` },
    ['src/exporters/otel-traces'],
  ],
  ['an import points down', { 'src/exporters/otel-logs/a.ts': `import { b } from '../shared/index.js';` }, []],
  [
    'another folder is imported through its index',
    {
      'src/engine/a.ts': `import { b } from '../tracer/b.js'; import { c } from '../errors.js'; import { d } from './d.js';`,
    },
    ['src/tracer/b.ts'],
  ],
  ['samples import the package by its name', { 'samples/a/main.ts': `import '../../src/index.js';` }, ['samples/a']],
  ['samples import the package by its name', { 'samples/a/main.ts': `import './b.js'; import 'statescope';` }, []],
  [
    'imports form no cycle',
    {
      'src/engine/a.ts': `import { b } from './b.js';`,
      'src/engine/b.ts': `export { c } from './c.js';`,
      'src/engine/c.ts': `import { a } from './a.js';`,
    },
    ['src/engine/a.ts -> src/engine/b.ts -> src/engine/c.ts -> src/engine/a.ts'],
  ],
  [
    'imports form no cycle',
    { 'src/engine/a.ts': `import { b } from './b.js';`, 'src/engine/b.ts': `import type { A } from './a.js';` },
    [],
  ],
  ['a vendor package is imported by its adapter only', { 'src/engine/a.ts': `import { z } from 'zod';` }, ['zod']],
  ['a vendor package is imported by its adapter only', { 'src/config/a.ts': `import { z } from 'zod';` }, []],
  ['a vendor package is imported by its adapter only', { 'src/di/a.ts': `import 'prom-client';` }, ['prom-client']],
  ['a vendor package is imported by its adapter only', { 'src/di/modules/a.ts': `import 'prom-client';` }, []],
  ['a vendor package is imported by its adapter only', { 'src/di/a.ts': `import 'left-pad';` }, ['left-pad']],
  [
    'a vendor package is imported by its adapter only',
    { 'src/exporters/prometheus/a.ts': `type S = import('@opentelemetry/api').Span;` },
    ['@opentelemetry/api'],
  ],
  [
    'the entries for browsers reach no module of Node',
    {
      'src/index.ts': `export { b } from './engine/index.js';`,
      'src/engine/index.ts': `export const b = import('node:fs');`,
    },
    ['src/index.ts reaches node:fs in src/engine/index.ts', 'src/engine/index.ts reaches node:fs'],
  ],
  [
    'the entries for browsers reach no module of Node',
    { 'src/index.ts': `import type { Stats } from 'node:fs';`, 'src/di/index.ts': `import 'fs';` },
    [],
  ],
  [
    'files stay within their bounds',
    { 'src/engine/a.ts': lines(301), 'decorators/a.ts': lines(61), 'test/a.test.ts': lines(501) },
    ['src/engine/a.ts', 'decorators/a.ts', 'test/a.test.ts'],
  ],
  [
    'files stay within their bounds',
    { 'src/engine/a.ts': `${lines(300)}\n\n// why\n/**\n * what\n */\n`, 'decorators/a.ts': lines(60) },
    [],
  ],
  [
    'files are named after one noun in kebab case',
    { 'src/engine/utils.ts': '', 'src/di/helpers/a.ts': '', 'src/di/MyFile.ts': '', 'src/di/_own-part.ts': '' },
    ['utils', 'helpers', 'MyFile'],
  ],
  [
    'nothing is exported by a star',
    { 'src/engine/a.ts': `export * from './b.js';`, 'src/engine/b.ts': `export * as c from './c.js';` },
    ['src/engine/a.ts', 'src/engine/b.ts'],
  ],
  [
    'nothing is exported by a star',
    { 'src/engine/a.ts': `export { b } from './b.js'; import * as c from './c.js';` },
    [],
  ],
  [
    'nothing is exported as default',
    {
      'src/a.ts': 'export default 1;',
      'src/b.ts': 'export default class {}',
      'src/c.ts': 'const c = 1; export { c as default };',
      'src/d.ts': 'export const d = (n: number) => { switch (n) { default: return 1; } };',
    },
    ['src/a.ts', 'src/b.ts', 'src/c.ts'],
  ],
  [
    'only src/config/env.ts reads the environment',
    {
      'src/di/a.ts': 'export const a = process.env;',
      'src/di/b.ts': `export const b = globalThis.process?.['env'];`,
      'src/di/c.ts': 'const { env: c } = process;',
      'src/di/d.ts': `import { env } from 'node:process';`,
      'src/di/e.ts': 'export const e = (o: { env: string }) => o.env; // not process.env',
      'src/config/env.ts': 'export const f = process.env;',
    },
    ['src/di/a.ts', 'src/di/b.ts', 'src/di/c.ts', 'src/di/d.ts'],
  ],
  [
    'nothing is left to do later',
    { 'src/engine/a.ts': later, 'src/engine/b.ts': '// todo lists' },
    ['src/engine/a.ts'],
  ],
];

describe('the source tree', () => {
  const facts = factsOf(tree);

  it.each(Object.entries(RULES))('%s', (_, rule) => {
    expect(rule(facts)).toEqual([]);
  });

  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, string | Record<'import' | 'require', { types: string; default: string }>>;
  };

  it('holds a source behind every entry of the package', () => {
    const missing = Object.values(manifest.exports)
      .flatMap((entry) =>
        typeof entry === 'string' ? [] : [entry.import, entry.require].flatMap((e) => [e.types, e.default]),
      )
      .map((target) => target.replace(/^\.\/dist\/(?:esm|cjs)\//, '').replace(/(?:\.d\.ts|\.js)$/, '.ts'))
      .filter((source) => !existsSync(join(root, source)));
    expect(missing).toEqual([]);
  });
});

describe('the rules of the source tree', () => {
  it.each(examples)('%s (example %#)', (rule, files, broken) => {
    const found = RULES[rule](factsOf(new Map(Object.entries(files))));
    expect(found).toEqual(broken.map((part) => expect.stringContaining(part) as string));
  });

  it.each(Object.keys(RULES))('%s: an example shows that it can fail', (rule) => {
    expect(examples.some(([name, , broken]) => name === rule && broken.length > 0)).toBe(true);
  });

  it('counts each exporter as a folder of its own', () => {
    expect(['src/exporters/memory/a.ts', 'src/di/modules/a.ts', 'src/errors.ts'].map(unitOf)).toEqual([
      'src/exporters/memory',
      'src/di',
      'src/errors',
    ]);
  });
});

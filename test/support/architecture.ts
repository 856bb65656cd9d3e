import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { FileFacts } from './source-facts.js';

/** A rule of the architecture: what breaks it, one line each. */
export type Rule = (files: readonly FileFacts[]) => readonly string[];

/** The import table, from the leaves up: a unit may import those of lower rows only. */
export const LEVELS: readonly (readonly string[])[] = [
  ['src/copies'],
  ['src/semconv'],
  ['src/errors', 'src/loaded-module', 'src/nearest', 'src/semconv-averages', 'src/semconv-metrics', 'src/timers'],
  ['src/semconv-self'],
  ['src/file-lines', 'src/move-aside'],
  ['src/tracer', 'src/http', 'src/trace-files'],
  ['src/metadata', 'src/config'],
  ['src/engine', 'decorators', 'src/events'],
  ['src/exporters/shared', 'src/formats', 'src/states', 'src/waiting'],
  ['src/watchdog', 'src/exporters/log-lines'],
  ['src/instrument', 'src/exporters/*', 'src/load', 'src/adapters'],
  ['src/grafana'],
  ['src/admin', 'src/budget', 'src/by-hand', 'src/debugger', 'src/doctor'],
  ['src/di', 'src/viewer', 'src/index', 'src/testing'],
  ['src/cli'],
];

/** Units that may import less than their level allows. */
const ONLY: Readonly<Record<string, readonly string[]>> = { decorators: ['src/metadata'] };

/** Which folders may import a vendor's package; each package of the table stands nowhere else. */
const VENDORS: readonly (readonly [vendor: RegExp, places: RegExp])[] = [
  [/^(?:tsyringe|reflect-metadata)$/, /^src\/di\//],
  [/^@(?:opentelemetry|grpc)\//, /^src\/(?:exporters\/otel-[^/]+|di\/modules)\//],
  [/^@grafana\//, /^src\/grafana\//],
  [/^prom-client$/, /^src\/(?:exporters\/prometheus|di\/modules)\//],
  [/^(?:zod|yaml)$/, /^src\/config\//],
  [/^commander$/, /^src\/cli\//],
  [/^ws$/, /^src\/exporters\/dbg\//],
];

/** Entries that run in browsers and workers. */
const NODE_FREE = [
  'src/index.ts',
  'decorators/index.ts',
  'src/engine/index.ts',
  'src/exporters/otel-traces/index.ts',
  'src/exporters/otel-logs/index.ts',
];

const SOURCE_LINES = 300;
const DECORATOR_LINES = 60;
const TEST_LINES = 500;

const isSource = (path: string): boolean => path.startsWith('src/') || path.startsWith('decorators/');

/** The part of the tree that a file belongs to: a folder of `src`, one exporter, or a file right below `src`. */
export const unitOf = (path: string): string => {
  const [top = '', folder, inner] = path.split('/');
  if (top !== 'src' || folder === undefined) return top;
  return folder === 'exporters' && inner !== undefined
    ? `src/exporters/${inner}`
    : `src/${folder.replace(/\.ts$/, '')}`;
};

const levelOf = (unit: string): number => {
  const exact = LEVELS.findIndex((row) => row.includes(unit));
  return exact >= 0 ? exact : LEVELS.findIndex((row) => row.includes(`${posix.dirname(unit)}/*`));
};

const internal = (files: readonly FileFacts[]) =>
  files
    .filter((file) => isSource(file.path))
    .flatMap(({ path, imports }) =>
      imports.flatMap(({ target, typeOnly }) => (target === undefined ? [] : [{ path, target, typeOnly }])),
    )
    .map((edge) => ({ ...edge, from: unitOf(edge.path), to: unitOf(edge.target) }));

const mayImport = (from: string, to: string): boolean => {
  const only = ONLY[from];
  if (only !== undefined) return only.includes(to);
  return to !== 'src/index' && levelOf(to) >= 0 && levelOf(to) < levelOf(from);
};

const downward: Rule = (files) =>
  internal(files)
    .filter(({ from, to }) => from !== to && !mayImport(from, to))
    .map(({ path, target }) => `${path} imports ${target}`);

const placed: Rule = (files) => [
  ...new Set(
    files
      .filter(({ path }) => isSource(path) && levelOf(unitOf(path)) < 0)
      .map(({ path }) => `${unitOf(path)} has no place in the import table`),
  ),
];

const throughIndex: Rule = (files) =>
  internal(files)
    .filter(({ from, to, target }) => from !== to && target !== `${to}/index.ts` && target !== `${to}.ts`)
    .map(({ path, target, to }) => `${path} imports ${target} instead of ${to}/index.ts`);

const byName: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('samples/'))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target !== undefined && isSource(target))
        .map((i) => `${path} imports ${i.specifier}`),
    );

const acyclic: Rule = (files) => {
  const next = runtimeTargets(files);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    for (const target of next.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return cycles;
};

const oneVendor: Rule = (files) =>
  files
    .filter(({ path }) => isSource(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier, target }) => target === undefined && !isBuiltin(specifier))
        .filter(({ specifier }) => !VENDORS.some(([vendor, places]) => vendor.test(specifier) && places.test(path)))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );

const nodeFree: Rule = (files) => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const next = runtimeTargets(files);
  return NODE_FREE.filter((entry) => byPath.has(entry)).flatMap((entry) =>
    [...reachable(entry, next)].flatMap((path) =>
      (byPath.get(path)?.imports ?? [])
        .filter(({ specifier, typeOnly }) => !typeOnly && isBuiltin(specifier))
        .map(({ specifier }) => `${entry} reaches ${specifier} in ${path}`),
    ),
  );
};

const runtimeTargets = (files: readonly FileFacts[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    files.map(({ path, imports }) => [
      path,
      imports.flatMap(({ target, typeOnly }) => (target === undefined || typeOnly ? [] : [target])),
    ]),
  );

const reachable = (entry: string, next: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> => {
  const seen = new Set([entry]);
  for (const path of seen) for (const target of next.get(path) ?? []) seen.add(target);
  return seen;
};

const boundOf = (path: string): number => {
  if (path.startsWith('test/')) return TEST_LINES;
  return path.startsWith('decorators/') ? DECORATOR_LINES : SOURCE_LINES;
};

const bounded: Rule = (files) =>
  files
    .filter(({ path, codeLines }) => codeLines > boundOf(path))
    .map(({ path, codeLines }) => `${path} has ${codeLines} code lines, more than ${boundOf(path)}`);

const GRAB_BAG = /^(?:utils?|helpers?|common|misc|types)$/;

const named: Rule = (files) =>
  files
    .filter(({ path }) => isSource(path))
    .flatMap(({ path }) =>
      path
        .replace(/\.ts$/, '')
        .split('/')
        .filter((part) => GRAB_BAG.test(part) || !/^_?[a-z0-9]+(?:-[a-z0-9]+)*$/.test(part))
        .map((part) => `${path}: ${part}`),
    );

const flagged =
  (flag: 'exportsAll' | 'exportsDefault' | 'hasTodo'): Rule =>
  (files) =>
    files.filter((file) => file[flag]).map(({ path }) => path);

const environment: Rule = (files) =>
  files
    .filter(({ path }) => isSource(path) && path !== 'src/config/env.ts')
    .filter(
      ({ readsEnvironment, imports }) =>
        readsEnvironment || imports.some(({ specifier }) => /^(?:node:)?process$/.test(specifier)),
    )
    .map(({ path }) => path);

/** Every rule by the sentence it keeps true. */
export const RULES = {
  'every folder has its place in the import table': placed,
  'an import points down': downward,
  'another folder is imported through its index': throughIndex,
  'samples import the package by its name': byName,
  'imports form no cycle': acyclic,
  'a vendor package is imported by its adapter only': oneVendor,
  'the entries for browsers reach no module of Node': nodeFree,
  'files stay within their bounds': bounded,
  'files are named after one noun in kebab case': named,
  'nothing is exported by a star': flagged('exportsAll'),
  'nothing is exported as default': flagged('exportsDefault'),
  'only src/config/env.ts reads the environment': environment,
  'nothing is left to do later': flagged('hasTodo'),
} as const satisfies Readonly<Record<string, Rule>>;

/** The sentence of a rule. */
export type RuleName = keyof typeof RULES;

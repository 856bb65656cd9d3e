import { join } from 'node:path';
import ts from 'typescript';
import { genDashboard } from '../../src/grafana/index.js';
import { DASHBOARDS } from './layouts.js';

const folder = __dirname;
const root = join(folder, '../..');
/** Enums of Grafana's types; a text is none of their values, so the one is written where the other stands. */
const ENUMS: Readonly<Record<string, string>> = {
  '"mode": "thresholds"': '"mode": FieldColorModeId.Thresholds',
  '"mode": "absolute"': '"mode": ThresholdsMode.Absolute',
};

const HEAD = `import { FieldColorModeId, ThresholdsMode, type AnnotationQuery, type Dashboard } from '@grafana/schema';
interface OfLoki { expr?: string; titleFormat?: string; textFormat?: string }`;

/** A module that holds a value as what the types of Grafana call a dashboard. */
function moduleOf(dashboard: unknown): string {
  // Annotations have what their data source reads besides.
  const { annotations, ...rest } = dashboard as { readonly annotations: { readonly list: unknown } };
  return `${HEAD}
const list: (AnnotationQuery & OfLoki)[] = ${JSON.stringify(annotations.list)};
export const dashboard: Dashboard = { annotations: { list }, ${literal(rest).slice(1)};`;
}

/** What TypeScript has to say of each of some modules. */
function problemsIn(modules: readonly string[]): readonly (readonly string[])[] {
  const texts = new Map(modules.map((text, at) => [join(folder, `_dashboard-${at}.ts`), text]));
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.getSourceFile = (name, version) => {
    const text = texts.get(name);
    return text === undefined ? getSourceFile(name, version) : ts.createSourceFile(name, text, version);
  };
  host.getCurrentDirectory = () => root;
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].map((name) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  );
}

/** As one literal, so that a property that is not known is found. */
function literal(value: object): string {
  const text = JSON.stringify(value, undefined, 1);
  return Object.entries(ENUMS).reduce((made, [from, to]) => made.replaceAll(from, to), text);
}

const KINDS = ['overview', 'overview of known classes', 'overview by machine', 'legacy by machine', 'both, static'];

test('dashboards are what the types of Grafana call a dashboard, and what is none is found', () => {
  const dashboards = KINDS.map((kind) => genDashboard(DASHBOARDS[kind] ?? { name: '' }));
  const wrong = { ...dashboards[0], refresh: 5, panels: [{ title: 'no type' }] };
  const problems = problemsIn([...dashboards, wrong].map(moduleOf));
  expect(problems.slice(0, -1)).toEqual(KINDS.map(() => []));
  expect(problems.at(-1)).toHaveLength(2);
}, 60_000);

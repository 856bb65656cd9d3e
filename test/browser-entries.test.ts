import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Metafile {
  readonly inputs: Readonly<
    Record<string, { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }>
  >;
}

const root = join(__dirname, '..');
const ENTRIES = [
  'statescope',
  'statescope/decorators',
  'statescope/exporters/otel-traces',
  'statescope/exporters/memory',
  'statescope/testing',
];

/** What a bundler for browsers puts together for a program that uses these entries. */
function bundled(entries: readonly string[]): Metafile {
  const folder = mkdtempSync(join(tmpdir(), 'statescope-browser-'));
  try {
    const metafile = join(folder, 'meta.json');
    writeFileSync(join(folder, 'main.ts'), entries.map((entry) => `export * from '${entry}';`).join('\n'));
    const flags = ['--bundle', '--platform=browser', '--format=esm', '--log-level=error', `--metafile=${metafile}`];
    const args = [...flags, `--tsconfig=${join(root, 'tsconfig.json')}`, `--outfile=${join(folder, 'out.js')}`];
    const esbuild = join(root, 'node_modules/esbuild/bin/esbuild');
    const options = { cwd: root, env: { NODE_PATH: join(root, 'node_modules') }, stdio: 'pipe' } as const;
    execFileSync(esbuild, [join(folder, 'main.ts'), ...args], options);
    return JSON.parse(readFileSync(metafile, 'utf8')) as Metafile;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The packages whose files are in the bundle. */
const packagesIn = ({ inputs }: Metafile) =>
  new Set(Object.keys(inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));

describe('the entries for browsers', () => {
  it('are bundled without a module of Node', () => {
    const { inputs } = bundled(ENTRIES);
    const imported = Object.values(inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect(Object.keys(inputs).some((path) => path.endsWith('src/engine/machine.ts'))).toBe(true);
    expect(imported.filter((path) => isBuiltin(path))).toEqual([]);
  });

  it('bring no package along but the OpenTelemetry API, and the root entry none', () => {
    expect([...packagesIn(bundled(ENTRIES))]).toEqual(['@opentelemetry/api']);
    expect([...packagesIn(bundled(['statescope', 'statescope/decorators']))]).toEqual([]);
  });

  it('have nothing of exporters in the root entry', () => {
    const inputs = Object.keys(bundled(['statescope', 'statescope/decorators']).inputs);
    expect(inputs.filter((path) => /src\/(?:exporters|semconv|config|di)\b/.test(path))).toEqual([]);
  });

  it('are told from those for servers by the same check', () => {
    expect(() => bundled(['statescope/exporters/otel-export'])).toThrow(/Could not resolve "node:/);
  });
});

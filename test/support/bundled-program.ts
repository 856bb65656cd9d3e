import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = join(__dirname, '../..');

/**
 * Programs of the tests as JavaScript, one file each with everything of this repository in it, so that many processes can
 * start them without compiling. The folder is below `node_modules`, where packages are found from.
 */
export class BundledPrograms {
  readonly #folder: string;

  /** @param sources files of TypeScript */
  constructor(sources: readonly string[]) {
    const cache = join(root, 'node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    this.#folder = mkdtempSync(join(cache, 'statescope-programs-'));
    const flags = ['--bundle', '--platform=node', '--format=esm', '--target=es2022', '--packages=external'];
    const places = [
      `--outdir=${this.#folder}`,
      '--out-extension:.js=.mjs',
      `--tsconfig=${join(root, 'tsconfig.json')}`,
    ];
    const esbuild = join(root, 'node_modules/esbuild/bin/esbuild');
    const own = [
      'statescope=./src/index.ts',
      'statescope/decorators=./decorators/index.ts',
      'statescope/di=./src/di/index.ts',
      'statescope/exporters/otel-traces=./src/exporters/otel-traces/index.ts',
    ];
    const aliases = own.map((alias) => `--alias:${alias}`);
    execFileSync(esbuild, [...sources, ...flags, ...places, ...aliases, '--log-level=error'], { cwd: root });
  }

  /** The program that was made of a source. */
  fileOf(source: string): string {
    return join(this.#folder, basename(source).replace(/\.ts$/, '.mjs'));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = createRequire(join(root, 'package.json')).resolve('typescript/bin/tsc');

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Runs a command to its end. */
export const run = (command, args, cwd) => {
  const own = Object.entries(process.env).filter(([name]) => !/^(AM|OTEL|NODE_OPTIONS)(_|$)/.test(name));
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: Object.fromEntries(own),
    timeout: 180_000,
  });
  return { ok: status === 0, stdout: stdout ?? '', text: `${stdout ?? ''}${stderr ?? ''}${error ?? ''}` };
};

const must = (command, args, cwd) => {
  const result = run(command, args, cwd);
  if (!result.ok) throw new Error(`${command} ${args.join(' ')}\n${result.text}`);
  return result;
};

/** An empty folder with the packed package in it and the programs of `programs/`, as a stranger would have it. */
export class Home {
  #folder = mkdtempSync(join(tmpdir(), 'statescope-package-'));
  #path = join(this.#folder, 'home');

  constructor() {
    must(process.execPath, ['scripts/build.js', 'tsconfig.esm.json'], root);
    must('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', this.#folder], root);
    const tarball = readdirSync(this.#folder).find((name) => name.endsWith('.tgz'));
    mkdirSync(this.#path);
    writeFileSync(join(this.#path, 'package.json'), '{ "private": true }\n');
    cpSync(fileURLToPath(new URL('programs', import.meta.url)), this.#path, { recursive: true });
    this.install(join(this.#folder, tarball));
  }

  install(...packages) {
    must('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], this.#path);
  }

  /** Adds a program to those of `programs/`. */
  write(name, text) {
    writeFileSync(join(this.#path, name), text);
  }

  /** Runs Node here, or in a folder below. */
  node(args, folder = '.') {
    return run(process.execPath, args, join(this.#path, folder));
  }

  /** Paths of the files in the installed package. */
  get files() {
    const folder = join(this.#path, 'node_modules', 'statescope');
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));
  }

  /** Compiles a program beside itself, checking every declaration it reads. */
  compile(program, options, module = 'nodenext') {
    const checks = ['--strict', '--module', module, '--target', 'es2022', '--types', 'node', '--pretty', 'false'];
    return run(process.execPath, [tsc, ...checks, ...options, program], this.#path);
  }

  /** Calls `work` while a package is not installed. */
  without(name, work) {
    const there = join(this.#path, 'node_modules', name);
    const away = join(this.#folder, 'hidden', name);
    mkdirSync(dirname(away), { recursive: true });
    renameSync(there, away);
    try {
      return work();
    } finally {
      renameSync(away, there);
    }
  }

  remove() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

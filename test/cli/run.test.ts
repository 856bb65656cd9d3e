import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../src/cli/commands.js';
import { createProgram } from '../../src/cli/run.js';
import { cli } from '../support/cli.js';

const ROOT = join(__dirname, '../..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
  bin: Record<string, string>;
};

test('help lists every command, and ends well', async () => {
  const { code, out, err } = await cli(['--help']);
  expect([code, err]).toEqual([0, '']);
  const program = createProgram({
    out: () => undefined,
    err: () => undefined,
    environment: {},
    folder: '',
    setExitCode: () => undefined,
  });
  expect(program.commands).toHaveLength(COMMANDS.length);
  for (const command of program.commands) {
    expect(out).toContain(`  ${command.name()}`);
    expect(command.description()).not.toBe('');
  }
});

test('the version is that of the package', async () => {
  expect(await cli(['--version'])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
});

test.each([
  [['comfig'], "error: unknown command 'comfig'\n(Did you mean config?)\n"],
  [['config', '--jsn'], "error: unknown option '--jsn'\n(Did you mean --json?)\n"],
  [['completion', 'tcsh'], /'tcsh' is invalid.*bash, zsh, fish/],
  [['completion'], "error: missing required argument 'shell'\n"],
])('%j is a mistake: told on the standard error, exit code 2', async (args, message) => {
  const { code, out, err } = await cli(args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(message);
});

test('without a command, help goes to the standard error, exit code 2', async () => {
  const { code, out, err } = await cli([]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('Usage: statescope');
});

describe('as a process', () => {
  const main = [
    '--import',
    join(ROOT, 'scripts/register.js'),
    join(ROOT, manifest.bin['statescope']?.replace('dist/esm/', '').replace(/\.js$/, '.ts') ?? ''),
  ];
  const run = (args: readonly string[], cwd: string) => {
    const env = { PATH: process.env['PATH'], AM_SERVICE: 'shop' };
    return spawnSync(process.execPath, [...main, ...args], { cwd, env, encoding: 'utf8' });
  };

  test('it prints to the standard output and ends with the exit code', () => {
    const { status, stdout, stderr } = run(['config', '--json'], __dirname);
    expect([status, stderr]).toEqual([0, '']);
    expect((JSON.parse(stdout) as { settings: unknown[] }).settings).toContainEqual({
      key: 'service',
      value: 'shop',
      source: 'AM_SERVICE',
    });
    expect(run(['config', '--file', 'absent.json'], __dirname)).toMatchObject({ status: 2, stdout: '' });
  }, 60_000);
});

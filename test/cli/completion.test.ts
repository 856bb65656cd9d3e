import { spawnSync } from 'node:child_process';
import { Command, Option } from 'commander';
import { bashScript } from '../../src/cli/completion/bash.js';
import { commandTree, everyCommand } from '../../src/cli/completion/command-tree.js';
import { fishScript } from '../../src/cli/completion/fish.js';
import { zshScript } from '../../src/cli/completion/zsh.js';
import { cli } from '../support/cli.js';

function sample() {
  const program = new Command('tool').version('1').description("the tool's");
  program
    .command('show')
    .description('show: [all] of it')
    .option('--json', 'as JSON')
    .option('-o, --out <file>', 'where to');
  program.command('secret', { hidden: true });
  const traces = program.command('traces').description('about traces');
  traces
    .command('convert <input>')
    .description('convert them')
    .addOption(new Option('--to <format>', "the other's form").choices(['jaeger', 'zipkin']))
    .option('--limit <n>', 'at most')
    .option('--from <files...>', 'classes');
  return commandTree(program);
}

/** What bash offers when the cursor stands at the end of the line. Without bash these tests fail: nothing else can tell. */
function complete(script: string, name: string, ...words: string[]): readonly string[] {
  const quoted = [name, ...words].map((word) => `'${word}'`).join(' ');
  const call = `COMP_WORDS=(${quoted}); COMP_CWORD=${String(words.length)}; _${name}; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status, error } = spawnSync('bash', ['--norc', '-c', `${script}\n${call}`], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw new Error(`bash cannot be run, which its completion is tested with: ${error.message}`);
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((line) => line !== '');
}

test('the tree has every command, option and value, but none that is hidden', () => {
  const tree = sample();
  expect(everyCommand(tree).map(({ path }) => path.join(' '))).toEqual([
    '',
    'show',
    'traces',
    'traces convert',
    'traces help',
    'help',
  ]);
  expect(everyCommand(tree)[3]).toMatchObject({
    arguments: [{ name: 'input', choices: [], isFile: false }],
    options: [
      { flags: ['--to'], value: { choices: ['jaeger', 'zipkin'] }, repeats: false },
      { flags: ['--limit'], value: { name: 'n', isFile: false } },
      { flags: ['--from'], value: { name: 'files', isFile: true }, repeats: true },
      { flags: ['-h', '--help'], value: undefined },
    ],
  });
});

describe('bash', () => {
  const script = bashScript('tool', sample());
  test.each<[readonly string[], readonly string[]]>([
    [[''], ['show', 'traces', 'help']],
    [['s'], ['show']],
    [['--'], ['--version', '--help']],
    [
      ['show', '--'],
      ['--json', '--out', '--help'],
    ],
    [['show', '--out', ''], []],
    [
      ['traces', ''],
      ['convert', 'help'],
    ],
    [
      ['traces', 'convert', '--to', ''],
      ['jaeger', 'zipkin'],
    ],
    [['traces', 'convert', '--to', 'z'], ['zipkin']],
    [['traces', 'convert', '--to', '=', 'j'], ['jaeger']],
    [
      ['traces', 'convert', '--to', '='],
      ['jaeger', 'zipkin'],
    ],
    [['traces', 'convert', '--limit', ''], []],
    [['traces', 'convert', 'x', '--li'], ['--limit']],
    [
      ['help', ''],
      ['show', 'traces', 'help'],
    ],
  ])('%j offers %j', (words, offered) => {
    expect(complete(script, 'tool', ...words)).toEqual(offered);
  });

  test('the script of the program itself completes it', async () => {
    const { code, out, err } = await cli(['completion', 'bash']);
    expect([code, err]).toEqual([0, '']);
    expect(complete(out, 'statescope', 'comp')).toEqual(['completion']);
    expect(complete(out, 'statescope', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(complete(out, 'statescope', 'config', '--')).toEqual(['--print', '--json', '--file', '--help']);
  });
});

test('zsh gets a function for each command, and texts that cannot break out of their quotes', () => {
  const script = zshScript('tool', sample());
  expect(script).toMatch(/^#compdef tool\n/);
  expect(script).toContain("'--to[the other'\\''s form]:format:(jaeger zipkin)'");
  expect(script).toContain("'(-o --out)'{-o,--out}'[where to]:file:_files'");
  expect(script).toContain("'*--from[classes]:files:_files'");
  expect(script).toContain("'show:show: [all] of it'");
  expect(script).toContain('convert) _tool_traces_convert ;;');
  expect(script.match(/^_tool\w*\(\) \{$/gm)).toHaveLength(6);
});

test('fish gets a line for each command, option and value', () => {
  const script = fishScript('tool', sample());
  const convert = "complete -c tool -n '__tool_at \\' traces convert\\''";
  expect(script).toContain(`${convert} -l to -x -a 'jaeger zipkin' -d 'the other\\'s form'\n`);
  expect(script).toContain(`${convert} -l from -r -F -d 'classes'\n`);
  expect(script).toContain(`${convert} -F\n`);
  expect(script).toContain("complete -c tool -n '__tool_at \\'\\'' -a 'show' -d 'show: [all] of it'\n");
  expect(script).toContain("complete -c tool -n '__tool_at \\' traces\\'' -a 'convert'");
  expect(script).toContain(`contains -- "$path $word" ' show'`);
});

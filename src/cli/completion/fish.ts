import { everyCommand, type CommandNode, type OptionNode, type ValueNode } from './command-tree.js';

/** The completion script of fish. */
export function fishScript(name: string, tree: CommandNode): string {
  const commands = everyCommand(tree);
  const at = `__${name}_at`;
  const lines = commands.flatMap((command) => {
    const complete = `complete -c ${name} -n ${quoted(`${at} ${quoted(spaced(command.path))}`)}`;
    return [
      ...command.commands.map(
        ({ path, description }) => `${complete} -a ${quoted(path.at(-1) ?? '')} -d ${quoted(description)}`,
      ),
      ...command.arguments.map((value) => `${complete} ${valueFor(value)}`.trimEnd()),
      ...command.options.map((option) => `${complete} ${optionFor(option)}`),
      // What follows the first file of such an option is one too.
      ...(command.options.some(({ repeats, value }) => repeats && value?.isFile === true) ? [`${complete} -F`] : []),
    ];
  });
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(spaced(path)));
  return [
    `# fish completion of ${name}; load it with: ${name} completion fish | source`,
    `function ${at} --description 'Whether the words so far lead to a command'`,
    `  set -l path ''`,
    `  for word in (commandline -opc)[2..-1]`,
    `    contains -- "$path $word" ${paths.join(' ')}; and set path "$path $word"`,
    `  end`,
    `  test "$path" = "$argv[1]"`,
    `end`,
    `complete -c ${name} -f`,
    ...lines,
    '',
  ].join('\n');
}

/** An option that takes a value takes a file only where it wants one. */
function optionFor({ flags, description, value }: OptionNode): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const takes = value === undefined ? '' : ` ${value.isFile ? '-r' : '-x'} ${valueFor(value)}`.trimEnd();
  return `${names.join(' ')}${takes} -d ${quoted(description)}`;
}

function valueFor({ choices, isFile }: ValueNode): string {
  if (choices.length > 0) return `-a ${quoted(choices.join(' '))}`;
  return isFile ? '-F' : '';
}

function spaced(words: readonly string[]): string {
  return words.map((word) => ` ${word}`).join('');
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

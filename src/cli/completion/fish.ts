import { everyCommand, type CommandNode, type OptionNode, type ValueNode } from './command-tree.js';

/** The completion script of fish. */
export function fishScript(name: string, tree: CommandNode): string {
  const lines = everyCommand(tree).flatMap((command) => {
    const condition = conditionFor(command);
    const complete = `complete -c ${name} -n ${quoted(condition)}`;
    return [
      ...command.commands.map(
        ({ path, description }) => `${complete} -a ${quoted(path.at(-1) ?? '')} -d ${quoted(description)}`,
      ),
      ...command.arguments.map((value) => `${complete} ${valueFor(value)}`.trimEnd()),
      ...command.options.map((option) => `${complete} ${optionFor(option)}`),
    ];
  });
  return [
    `# fish completion of ${name}; load it with: ${name} completion fish | source`,
    `complete -c ${name} -f`,
    ...lines,
    '',
  ].join('\n');
}

/** The words of the command were given, and none that leads further down. */
function conditionFor({ path, commands }: CommandNode): string {
  if (path.length === 0) return '__fish_use_subcommand';
  const given = path.map((word) => `__fish_seen_subcommand_from ${word}`);
  const further = commands.map((command) => command.path.at(-1) ?? '').join(' ');
  return [...given, ...(further === '' ? [] : [`not __fish_seen_subcommand_from ${further}`])].join('; and ');
}

function optionFor({ flags, description, value }: OptionNode): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const takes = value === undefined ? '' : ` -r ${valueFor(value)}`.trimEnd();
  return `${names.join(' ')}${takes} -d ${quoted(description)}`;
}

function valueFor({ choices, isFile }: ValueNode): string {
  if (choices.length > 0) return `-a ${quoted(choices.join(' '))}`;
  return isFile ? '-F' : '';
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

import type { Argument, Command, Option } from 'commander';

/** A command, as a shell completes it. */
export interface CommandNode {
  /** From below the program down to it; empty for the program. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ValueNode[];
  readonly commands: readonly CommandNode[];
}

/** An option of a command. */
export interface OptionNode {
  /** `-V` and `--version`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Undefined for a flag. */
  readonly value: ValueNode | undefined;
  /** May be given more than once. */
  readonly repeats: boolean;
}

/** The value of an option, or an argument of a command. */
export interface ValueNode {
  readonly name: string;
  /** Empty where anything goes. */
  readonly choices: readonly string[];
  readonly isFile: boolean;
}

/** What a program and its commands offer; what is hidden in the help text is left out. */
export function commandTree(command: Command, path: readonly string[] = []): CommandNode {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).map((inner) => commandTree(inner, [...path, inner.name()]));
  const names = commands.map((inner) => inner.path.at(-1) ?? '');
  return {
    path,
    description: command.description(),
    options: help.visibleOptions(command).map(optionNode),
    arguments: command.registeredArguments.map((argument: Argument) => valueNode(argument.name(), argument.argChoices)),
    commands: commands.map((inner, index) => (names[index] === 'help' ? helpOn(inner, names) : inner)),
  };
}

/** A command and all below it. */
export function everyCommand(tree: CommandNode): readonly CommandNode[] {
  return [tree, ...tree.commands.flatMap(everyCommand)];
}

/** Help is about one of the commands beside it. */
function helpOn(help: CommandNode, names: readonly string[]): CommandNode {
  return { ...help, arguments: [valueNode('command', names)] };
}

function optionNode({ short, long, description, required, optional, variadic, flags, argChoices }: Option): OptionNode {
  const name = /[<[](?<name>[^>\].]+)/.exec(flags)?.groups?.['name'] ?? 'value';
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    value: required || optional ? valueNode(name, argChoices) : undefined,
    repeats: variadic,
  };
}

function valueNode(name: string, choices: readonly string[] = []): ValueNode {
  return { name, choices, isFile: choices.length === 0 && /file|path|dir|folder/i.test(name) };
}

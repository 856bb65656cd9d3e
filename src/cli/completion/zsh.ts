import { everyCommand, type CommandNode, type OptionNode, type ValueNode } from './command-tree.js';

/** The completion script of zsh. */
export function zshScript(name: string, tree: CommandNode): string {
  const call = `_${name}`;
  return `#compdef ${name}
# zsh completion of ${name}; load it with: eval "$(${name} completion zsh)", or save it as _${name} in a folder of $fpath
${everyCommand(tree)
  .map((command) => functionFor(call, command))
  .join('\n')}
if [ "$funcstack[1]" = "${call}" ]; then
  ${call} "$@"
else
  compdef ${call} ${name}
fi
`;
}

function functionFor(call: string, command: CommandNode): string {
  const { options, arguments: values, commands } = command;
  const specs = options.map(optionSpec);
  if (commands.length === 0) {
    const all = [...specs, ...values.map((value, index) => quoted(`${String(index + 1)}${actionFor(value)}`))];
    return `${nameOf(call, command)}() {\n  _arguments ${all.join(' ')}\n}`;
  }
  const list = commands.map(({ path, description }) => quoted(`${path.at(-1) ?? ''}:${description}`));
  const cases = commands.map((inner) => `        ${inner.path.at(-1) ?? ''}) ${nameOf(call, inner)} ;;`);
  return `${nameOf(call, command)}() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C ${[...specs, "'1: :->command'", "'*:: :->rest'"].join(' ')}
  case $state in
    command)
      local -a commands
      commands=(${list.join(' ')})
      _describe command commands
      ;;
    rest)
      case $line[1] in
${cases.join('\n')}
      esac
      ;;
  esac
}`;
}

function nameOf(call: string, { path }: CommandNode): string {
  return [call, ...path].join('_');
}

/** `'(-h --help)'{-h,--help}'[print help]'`; where it may be repeated, nothing excludes it. */
function optionSpec({ flags, description, value, repeats }: OptionNode): string {
  const text = `[${description.replace(/[[\]\\:]/g, '\\$&')}]${value === undefined ? '' : actionFor(value)}`;
  const [only] = flags;
  if (flags.length === 1 && only !== undefined) return quoted(`${repeats ? '*' : ''}${only}${text}`);
  return `${quoted(repeats ? '*' : `(${flags.join(' ')})`)}{${flags.join(',')}}${quoted(text)}`;
}

function actionFor({ name, choices, isFile }: ValueNode): string {
  const action = choices.length > 0 ? `(${choices.join(' ')})` : isFile ? '_files' : ' ';
  return `:${name.replace(/[:\\]/g, '\\$&')}:${action}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

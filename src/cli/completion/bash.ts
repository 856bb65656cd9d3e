import { everyCommand, type CommandNode, type ValueNode } from './command-tree.js';

/** The completion script of bash, 3.2 or newer. */
export function bashScript(name: string, tree: CommandNode): string {
  const commands = everyCommand(tree);
  const below = commands.filter(({ path }) => path.length > 0);
  const call = `_${name}`;
  return `# bash completion of ${name}; load it with: eval "$(${name} completion bash)"
${call}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path='' words='' i
  # bash splits --option=value at the sign.
  if [[ $cur == '=' ]]; then cur=''; elif [[ $prev == '=' ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
      ${below.map(({ path }) => quoted(spaced(path))).join(' | ')}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$path $prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case "$path" in
${commands.map(wordCase).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F ${call} ${name}
`;
}

function valueCases({ path, options }: CommandNode): readonly string[] {
  return options.flatMap(({ flags, value }) => {
    if (value === undefined) return [];
    const patterns = flags.map((flag) => quoted(spaced([...path, flag]))).join(' | ');
    return [`    ${patterns}) ${replyFor(value)}return ;;`];
  });
}

/** Without a reply, bash itself completes file names, which nothing but a file wants. */
function replyFor({ choices, isFile }: ValueNode): string {
  if (choices.length > 0) return `COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$cur")); `;
  return isFile ? '' : 'compopt +o default 2>/dev/null; ';
}

function wordCase({ path, options, arguments: values, commands }: CommandNode): string {
  const flags = options.flatMap((option) => option.flags);
  const words = [...commands.map((command) => command.path.at(-1) ?? ''), ...values.flatMap(({ choices }) => choices)];
  return `    ${quoted(spaced(path))}) if [[ $cur == -* ]]; then words=${quoted(flags.join(' '))}; else words=${quoted(words.join(' '))}; fi ;;`;
}

function spaced(words: readonly string[]): string {
  return words.map((word) => ` ${word}`).join('');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Turns the arguments of a mutation into what log lines show of them. */
export type ArgsMapper = (args: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>;

const MAX_LENGTH = 20;
const ELLIPSIS = '...';

/** Names of arguments that are usually good to show: `logArgs: [...LOG_ARGS, 'mine']` (machine specification §11.1). */
export const LOG_ARGS: readonly string[] = ['name', 'id', 'port', 'addr', 'err', 'path', 'url', 'uri'];

/**
 * A mapper that shows the listed arguments as text, cut to a length.
 * @param maxLength 0 and less stand for the default. @default 20
 */
export function argsMapper(names: readonly string[], maxLength = MAX_LENGTH): ArgsMapper {
  const length = maxLength > 0 ? maxLength : MAX_LENGTH;
  const unique = [...new Set(names)];
  return (args) => {
    const present = unique.filter((name) => Object.hasOwn(args, name));
    return Object.fromEntries(present.map((name) => [name, cut(textOf(args[name]), length)]));
  };
}

/** ` (k=v k2=v2)`, sorted by key; nothing for no arguments, nor where the mapper fails. */
export function argsSuffix(args: Readonly<Record<string, unknown>>, mapper: ArgsMapper): string {
  try {
    const pairs = Object.entries(mapper(args))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, text]) => `${name}=${text}`);
    return pairs.length === 0 ? '' : ` (${pairs.join(' ')})`;
  } catch {
    return '';
  }
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return length <= ELLIPSIS.length + 1 ? text.slice(0, length) : text.slice(0, length - ELLIPSIS.length) + ELLIPSIS;
}

function textOf(value: unknown): string {
  try {
    if (typeof value !== 'object' || value === null || value instanceof Error) return String(value);
    const json: unknown = JSON.stringify(value);
    return typeof json === 'string' ? json : 'undefined';
  } catch {
    return Object.prototype.toString.call(value);
  }
}

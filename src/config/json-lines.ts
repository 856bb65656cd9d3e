/** On which line each key of a well-formed JSON text stands; a path is its keys joined by {@link PATH_SEPARATOR}. */
export type KeyLines = ReadonlyMap<string, number>;

/** Between the keys of a path; no key of the model has it. */
export const PATH_SEPARATOR = '\0';

const TOKEN = /\n|"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/**
 * Finds the lines by the tokens alone, as the parser of the language tells none.
 * @throws Error when an object has a key twice, of which that parser drops one
 */
export function jsonLines(text: string): KeyLines {
  const lines = new Map<string, number>();
  const open: { readonly isList: boolean; readonly keys: Set<string>; key: string }[] = [];
  let line = 1;
  let keyLine = 1;
  let previous: string | undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    const top = open.at(-1);
    if (token === '\n') line += 1;
    else if (token === '{' || token === '[') open.push({ isList: token === '[', keys: new Set(), key: '' });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && previous !== undefined && top !== undefined) {
      top.key = JSON.parse(previous) as string;
      if (top.keys.has(top.key)) throw new Error(`line ${String(keyLine)}: the key ${previous} is there twice`);
      top.keys.add(top.key);
      if (!open.some(({ isList }) => isList)) lines.set(open.map(({ key }) => key).join(PATH_SEPARATOR), keyLine);
    }
    if (token.startsWith('"')) {
      previous = token;
      keyLine = line;
    }
  }
  return lines;
}

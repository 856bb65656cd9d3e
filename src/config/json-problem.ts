const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)(?![\w.])/y;

/** What may come next; `first` ones may also close what was just opened. */
type Expected = 'a value' | 'a first value' | 'a key' | 'a first key' | 'a colon' | 'a comma or the end' | 'the end';

/**
 * Where a text stops being JSON, as `line 3: expected a comma or the end`. The parser of the language tells no line, and shows
 * what stands around, which may be a secret.
 */
export function jsonProblem(text: string): string {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'a value';
  let at = 0;
  for (;;) {
    at = endOf(SPACE, text, at) ?? at;
    const step = next(text, at, expected, open);
    if (step === undefined) {
      const hint =
        text.trim() === '' ? ', as {}' : /^\/[/*]|^#/.test(text.slice(at, at + 2)) ? ', JSON has no comments' : '';
      return `line ${String(text.slice(0, at).split('\n').length)}: expected ${plainly(expected)}${hint}`;
    }
    ({ at, expected } = step);
  }
}

function next(text: string, at: number, expected: Expected, open: ('{' | '[')[]) {
  const sign = text[at];
  const after: Expected = open.length === 0 ? 'the end' : 'a comma or the end';
  switch (expected) {
    case 'a colon':
      return sign === ':' ? { at: at + 1, expected: 'a value' as const } : undefined;
    case 'a comma or the end':
      if (sign === ',')
        return { at: at + 1, expected: open.at(-1) === '{' ? ('a key' as const) : ('a value' as const) };
      return closing(sign, at, open);
    case 'a first key':
    case 'a key': {
      const end = endOf(STRING, text, at);
      if (end !== undefined) return { at: end, expected: 'a colon' as const };
      return expected === 'a first key' ? closing(sign, at, open) : undefined;
    }
    case 'the end':
      return undefined;
    default: {
      const end = endOf(STRING, text, at) ?? endOf(SCALAR, text, at);
      if (end !== undefined) return { at: end, expected: after };
      if (expected === 'a first value' && sign === ']') return closing(sign, at, open);
      if (sign !== '{' && sign !== '[') return undefined;
      open.push(sign);
      return { at: at + 1, expected: sign === '{' ? ('a first key' as const) : ('a first value' as const) };
    }
  }
}

function closing(sign: string | undefined, at: number, open: ('{' | '[')[]) {
  if (sign !== (open.at(-1) === '{' ? '}' : ']')) return undefined;
  open.pop();
  return { at: at + 1, expected: open.length === 0 ? ('the end' as const) : ('a comma or the end' as const) };
}

function plainly(expected: Expected): string {
  return expected.replace('a first', 'a');
}

function endOf(token: RegExp, text: string, at: number): number | undefined {
  token.lastIndex = at;
  return token.test(text) ? token.lastIndex : undefined;
}

import type { LineCounter, ParsedNode } from 'yaml';
import { PATH_SEPARATOR, type KeyLines } from './json-lines.js';

type Yaml = typeof import('yaml');

/**
 * A YAML text as a value, with the line of each key; `<<` merges. Throws what the parser finds, also what it would only warn of: a tag
 * that it does not know leaves a text as it is.
 */
export function readYaml(yaml: Yaml, text: string): { readonly value: unknown; readonly lines: KeyLines } {
  const lineCounter = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter, logLevel: 'error', merge: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem?.code === 'MULTIPLE_DOCS') throw new Error('it holds several documents: expected one');
  if (problem !== undefined) throw new Error(withoutText(problem.message));
  const lines = new Map<string, number>();
  collect(yaml, document.contents, [], (path, offset) => {
    lines.set(path.join(PATH_SEPARATOR), lineOf(lineCounter, offset));
  });
  try {
    return { value: document.toJS() as unknown, lines };
  } catch (error) {
    throw new Error(withoutText((error as Error).message));
  }
}

/** What the parser says and where, without what stands there, which may be a secret. */
function withoutText(message: string): string {
  const [line = ''] = message.split('\n', 1);
  const place = / at line \d+, column \d+/.exec(line)?.[0] ?? '';
  return line.replace(place, '').replace(/(?:: | ?["'`(]).*$|:$/, '') + place;
}

function collect(
  yaml: Yaml,
  node: ParsedNode | null,
  path: readonly string[],
  found: (path: readonly string[], offset: number) => void,
): void {
  if (!yaml.isMap(node)) return;
  for (const { key, value } of node.items) {
    if (!yaml.isScalar(key)) continue;
    const inner = [...path, String(key.value)];
    found(inner, key.range[0]);
    collect(yaml, value, inner, found);
  }
}

function lineOf(counter: LineCounter, offset: number): number {
  return counter.linePos(offset).line;
}

import type { TextFormat } from './text-format.js';

/** What the text of one family tells of it. */
const HEAD = /^# HELP (\S+) ?(.*)\n# TYPE \S+ (\w+)$/;

/**
 * Turns the text of a family of others into the other format: counters have `_total` on their samples in both, but in the name
 * of the family in one of them only; text has no exemplars, and another word for what has no type.
 */
export function translated(text: string, format: TextFormat): string {
  const [help = '', type = '', ...samples] = text.split('\n').filter((line) => line !== '');
  const [, name = '', meaning = '', kind = ''] = HEAD.exec(`${help}\n${type}`) ?? [];
  if (name === '') return text;
  return format === 'openmetrics'
    ? toOpenMetrics({ name, meaning, kind, samples })
    : toText({ name, meaning, kind, samples });
}

interface Family {
  readonly name: string;
  readonly meaning: string;
  readonly kind: string;
  readonly samples: readonly string[];
}

function toOpenMetrics({ name, meaning, kind, samples }: Family): string {
  const plain = kind === 'counter' ? name.replace(/_total$/, '') : name;
  const lines = kind === 'counter' ? samples.map((line) => renamed(line, name, `${plain}_total`)) : samples;
  return familyOf(plain, meaning, kind === 'untyped' ? 'unknown' : kind, lines);
}

function toText({ name, meaning, kind, samples }: Family): string {
  const shown = kind === 'counter' && !name.endsWith('_total') ? `${name}_total` : name;
  return familyOf(shown, meaning, kind === 'unknown' ? 'untyped' : kind, samples.map(withoutExemplar));
}

function familyOf(name: string, meaning: string, kind: string, lines: readonly string[]): string {
  return [`# HELP ${name} ${meaning}`, `# TYPE ${name} ${kind}`, ...lines].join('\n');
}

function renamed(line: string, from: string, to: string): string {
  return line.startsWith(from) && !/^\w/.test(line.slice(from.length)) ? to + line.slice(from.length) : line;
}

/** A value of a label may hold what an exemplar begins with, so that labels are stepped over first. */
function withoutExemplar(line: string): string {
  return line.replace(/^(\w+(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})? \S+)(?: \S+)? # \{.*$/, '$1');
}

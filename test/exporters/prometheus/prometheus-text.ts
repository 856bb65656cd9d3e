/** One series line of a scrape. */
export interface Line {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a scrape says, family by family. */
export interface Scrape {
  readonly types: ReadonlyMap<string, string>;
  readonly lines: readonly Line[];
}

const HELP = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\\\|\\n)*$/;
const TYPE = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$/;
const SERIES =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\\\|\\"|\\n)*",?)*)\})? ([-+]?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|Inf)|NaN)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\\\|\\"|\\n)*)"/g;

/** Reads the text format 0.0.4 strictly: throws on a bad line, a series twice, or a series without its family's TYPE. */
export function parseScrape(text: string): Scrape {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const types = new Map<string, string>();
  const lines: Line[] = [];
  const seen = new Set<string>();
  let family = '';
  for (const line of text.split('\n')) {
    if (line === '' || HELP.test(line)) continue;
    const type = TYPE.exec(line);
    if (type !== null) {
      family = type[1] ?? '';
      if (types.has(family)) throw new Error(`family twice: ${family}`);
      types.set(family, type[2] ?? '');
      continue;
    }
    const parsed = parseSeries(line);
    const plain = types.get(family) === 'histogram' ? parsed.name.replace(/_(bucket|sum|count)$/, '') : parsed.name;
    if (plain !== family) throw new Error(`outside its family: ${line}`);
    const key = `${parsed.name}${JSON.stringify(Object.entries(parsed.labels).sort())}`;
    if (seen.has(key)) throw new Error(`series twice: ${line}`);
    seen.add(key);
    lines.push(parsed);
  }
  return { types, lines };
}

function parseSeries(line: string): Line {
  const match = SERIES.exec(line);
  if (match === null) throw new Error(`not a series: ${line}`);
  const labels: Record<string, string> = {};
  for (const [, name = '', value = ''] of (match[2] ?? '').matchAll(LABEL)) {
    if (name in labels) throw new Error(`label twice: ${line}`);
    labels[name] = value;
  }
  return { name: match[1] ?? '', labels, value: Number(match[3]?.replace('Inf', 'Infinity')) };
}

/** Sum of the series of a name whose labels have these values; 0 when there are none. */
export function total(scrape: Scrape, name: string, labels: Readonly<Record<string, string>> = {}): number {
  return scrape.lines
    .filter((line) => line.name === name && Object.entries(labels).every(([key, value]) => line.labels[key] === value))
    .reduce((sum, line) => sum + line.value, 0);
}

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { METRIC } from '../src/semconv-metrics.js';
import { BundledPrograms } from './support/bundled-program.js';
import { mistakeIn } from './support/query-grammars.js';

const root = join(__dirname, '..');
const shown = join(root, 'test', 'docs');
const read = (page: string) => readFileSync(join(root, page), 'utf8');

const PAGES = [
  'README.md',
  'decorators/README.md',
  'samples/by-hand/README.md',
  'samples/pipeline/README.md',
  ...readdirSync(join(root, 'src'))
    .map((folder) => `src/${folder}/README.md`)
    .filter((page) => existsSync(join(root, page))),
  'src/README.md',
];

/** Each line of the PromQL of a page. */
function queriesIn(page: string): readonly string[] {
  const blocks = [...read(page).matchAll(/^( *)```promql\n([\s\S]*?)^\1```$/gm)];
  return blocks.flatMap(([, , block = '']) => block.trim().split(/\n */)).filter((line) => !line.startsWith('#'));
}

/** The TypeScript of a page, or of one section of it, as it stands there. */
function snippetsIn(page: string, heading?: string): readonly string[] {
  const text = read(page);
  const section = heading === undefined ? text : text.split(/^(?=##)/m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`${page} has no section ${heading ?? ''}`);
  return [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
}

// The files are compiled and run like every other test.
test('what is shown of testing are the tests in test/docs, every one of them', () => {
  const files = readdirSync(shown)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(shown, file), 'utf8'));
  expect([...snippetsIn('src/testing/README.md')].sort()).toEqual(files.sort());
  const [first, ...others] = snippetsIn('README.md', '## Test it');
  expect(files).toContain(first);
  expect(others).toEqual([]);
});

describe('the quick start of the README', () => {
  const program = read('test/docs/quick-start.ts');

  test('is the program in test/docs', () => {
    expect(snippetsIn('README.md', '## Use it')).toEqual([program]);
  });

  test('runs as it stands, and leaves the files it speaks of', () => {
    const folder = mkdtempSync(join(tmpdir(), 'statescope-quick-start-'));
    // Another program may have the port.
    const source = join(folder, 'quick-start.ts');
    writeFileSync(source, program.replace('port: 9464', 'port: 0'));
    const programs = new BundledPrograms([source]);
    try {
      const said = execFileSync(process.execPath, [programs.fileOf(source)], {
        cwd: folder,
        env: {},
        encoding: 'utf8',
      });
      expect(said).toMatch(/^statescope .* service "reader": .*2 marked classes$/m);
      expect(said).toMatch(/dropped: 0/);
      const spans = readFileSync(join(folder, 'out/traces.jsonl'), 'utf8');
      for (const name of ['mach:1:item-1', 'DownloadingState']) expect(spans).toContain(`"name":"${name}"`);
      expect(readFileSync(join(folder, 'out/logs.jsonl'), 'utf8')).toContain('[state] +Downloading');
    } finally {
      programs.remove();
      rmSync(folder, { recursive: true });
    }
  });
});

// What they answer is seen in test/backends.
test.each(PAGES.filter((page) => queriesIn(page).length > 0))(
  'the queries of %s are PromQL of metrics there are',
  (page) => {
    const names = Object.values(METRIC).flatMap(({ name }) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]);
    for (const query of queriesIn(page)) {
      expect(mistakeIn('promql', query)).toBeUndefined();
      const asked = query.match(/\basyncmachine_\w+/g) ?? [];
      expect(asked).not.toEqual([]);
      expect(asked.filter((name) => !names.includes(name))).toEqual([]);
    }
  },
);

test.each(PAGES)('every file that %s links to is there', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
});

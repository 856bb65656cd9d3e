import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const shown = join(root, 'test', 'docs');

/** The TypeScript of one section of a page, as it stands there. */
function snippetsIn(page: string, heading: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const section = text.split(/^(?=##)/m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`${page} has no section ${heading}`);
  return [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
}

// The files are compiled and run like every other test.
test('what the README shows of testing are the tests in test/docs, every one of them', () => {
  const files = readdirSync(shown).map((file) => readFileSync(join(shown, file), 'utf8'));
  const snippets = snippetsIn('README.md', '### Testing');
  expect([...snippets].sort()).toEqual(files.sort());
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli } from '../support/cli.js';
import { dashboard, rules } from './readme-example.js';

const page = readFileSync(join(__dirname, '../../src/grafana/README.md'), 'utf8');

test('what the page shows is a program, and it works', () => {
  const example = readFileSync(join(__dirname, 'readme-example.ts'), 'utf8');
  expect([...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text]) => text)).toEqual([example]);
  expect(JSON.stringify(dashboard)).toContain('"title":"Feed"');
  expect(JSON.stringify(rules)).toContain('> 0.2');
});

test('every option of the command is on the page, and no other', async () => {
  const { out } = await cli(['grafana', '--help']);
  const options = (text: string) => new Set([...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) => option));
  const [known, told] = [options(out), options(page.split('\n## From')[0] ?? '')];
  for (const other of ['--help', '--save-dev']) {
    known.delete(other);
    told.delete(other);
  }
  expect([...told].sort()).toEqual([...known].sort());
});

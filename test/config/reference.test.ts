import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLES, configReference, configSchema, withReference } from '../../src/config/index.js';

const ROOT = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
/** Without the padding that the formatter adds. */
const plain = (page: string) => page.replace(/[ -]+/g, ' ');

test('the page of the configuration is what the model says; made by npm run docs:config', async () => {
  const page = read('src/config/README.md');
  expect(plain(page)).toBe(plain(withReference(page, await configReference())));
});

test('the schema for editors is what the model says; made by npm run docs:config', async () => {
  expect(JSON.parse(read('statescope.schema.json'))).toEqual(JSON.parse(JSON.stringify(await configSchema())));
});

test('the schema is part of the package', () => {
  expect((JSON.parse(read('package.json')) as { files: string[] }).files).toContain('statescope.schema.json');
});

test('every key and every variable says what it means, what it takes, and its default', async () => {
  const { keys, variables } = await configReference();
  for (const row of [...keys, ...variables]) {
    expect(row).toMatchObject({
      meaning: expect.stringMatching(/\.$/) as string,
      value: expect.stringMatching(/./) as string,
    });
  }
  expect(variables.map(({ variable }) => variable)).toEqual(VARIABLES.map(({ name }) => name));
  expect(variables).toContainEqual({
    variable: 'AM_OTEL_TRACE_HISTORY',
    key: 'traces.history',
    value: 'a number',
    default: '300',
    meaning: 'Transitions per machine that later ones can link to as their source.',
    secret: false,
  });
  expect(keys.find(({ key }) => key === 'loki.token')).toMatchObject({ secret: true, variables: ['AM_LOKI_TOKEN'] });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statescope-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const sourcesOf = async (name: string, text: string): Promise<Record<string, string>> => {
  writeFileSync(join(folder, name), text);
  const { effective } = await loadConfig({ environment: {}, folder });
  return Object.fromEntries(effective.filter((row) => row.source !== 'default').map((row) => [row.key, row.source]));
};
const failure = async (name: string, text: string): Promise<string> => {
  writeFileSync(join(folder, name), text);
  const error: unknown = await loadConfig({ environment: {}, folder }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'MachineError', code: 'CONFIG' });
  return (error as Error).message;
};

const JSON_TEXT = `{
  "service": "a\\n\\"b",
  "traces": {
    "exporter": "file", "states": { "skip": [
      "A",
      "B"
    ] },
    "history": 3
  },
  "classes": { "Fe\\u0065d":
    { "traced": false } }
}`;

const YAML_TEXT = `# a comment
service: |
  several
  lines
traces: { exporter: file,
  history: 3 }
classes:
  'File*':
    traced: { args: [url] }
resource:
  team: &team core
  other: *team
`;

test('a value of a JSON file knows its line', async () => {
  expect(await sourcesOf('statescope.json', JSON_TEXT)).toEqual({
    service: 'statescope.json:2',
    'traces.exporter': 'statescope.json:4',
    'traces.states.skip': 'statescope.json:4',
    'traces.history': 'statescope.json:8',
    'classes.Feed.traced': 'statescope.json:11',
  });
});

test('a value of a YAML file knows its line', async () => {
  expect(await sourcesOf('statescope.yaml', YAML_TEXT)).toEqual({
    service: 'statescope.yaml:2',
    'traces.exporter': 'statescope.yaml:5',
    'traces.history': 'statescope.yaml:6',
    'classes.File*.traced.args': 'statescope.yaml:9',
    'resource.team': 'statescope.yaml:11',
    'resource.other': 'statescope.yaml:12',
  });
});

test('a mistake is named with its line', async () => {
  expect(await failure('statescope.json', '{\n  "metrics": {\n    "prot": 1\n  }\n}')).toBe(
    'unknown key "metrics.prot" = 1 (statescope.json:3): did you mean "port"?',
  );
});

test('a file may name its schema, and begin with a byte order mark', async () => {
  expect(await sourcesOf('statescope.json', '\uFEFF{ "$schema": "./x.json", "service": "a" }')).toEqual({
    service: 'statescope.json:1',
  });
});

test('an unknown section is an error, even an empty one', async () => {
  expect(await failure('statescope.json', '{ "trases": {} }')).toBe(
    'unknown key "trases" = {} (statescope.json:1): did you mean "traces"?',
  );
});

test('a section that is left empty says nothing', async () => {
  expect(await sourcesOf('statescope.json', '{ "traces": {}, "otlp": {} }')).toEqual({});
});

test.each([
  ['', 'line 1: expected a value, as {}'],
  ['{ "a": 1,\n "b": { "c": 1, "c": "canary" } }', 'line 2: the key "c" is there twice'],
  ['{ "a": 1, # no\n }', 'line 1: expected a key, JSON has no comments'],
  ['{\n "a" 1 }', 'line 2: expected a colon'],
  ['{ "a": 1,\n }', 'line 2: expected a key'],
  ['{ "a": [1,\n2 "canary" ] }', 'line 2: expected a comma or the end'],
  ['{ "a": [1,] }', 'line 1: expected a value'],
  ['{ "a": 01 }', 'line 1: expected a value'],
  ['{ "a": "b\\x" }', 'line 1: expected a value'],
  ['{ "a": { } } }', 'line 1: expected the end'],
  ["{ 'a': 1 }", 'line 1: expected a key'],
  ['{ "a": [] ', 'line 1: expected a comma or the end'],
  ['// no\n{}', 'line 1: expected a value, JSON has no comments'],
])('what is wrong with the JSON text %j is told with its line', async (text, problem) => {
  expect(await failure('statescope.json', text)).toBe(`statescope.json is malformed: ${problem}`);
});

test('keys may be equal in several objects of a JSON file', async () => {
  const text = '{ "traces": { "file": "a", "states": { "skip": ["b"] } }, "logs": { "file": "a" } }';
  expect(Object.keys(await sourcesOf('statescope.json', text))).toEqual([
    'traces.file',
    'traces.states.skip',
    'logs.file',
  ]);
});

test.each([
  ['an alias that is none', 'a: *b\n', /Unresolved alias/],
  ['a circle', 'classes: &a\n  b: *a\n', /unknown key/],
  ['a bomb', `a: &a [x,x]\n${'bcdefghijk'.replace(/./g, (key) => `${key}: &${key} [${'*a,'.repeat(40)}]\n`)}`, /alias/],
  ['two documents', 'service: a\n---\nservice: b\n', /^statescope.yaml is malformed: it holds several documents/],
  ['a key twice', 'service: a\nservice: b\n', /unique/],
  ['a tag nobody knows', 'service: !env NAME\n', /Unresolved tag at line 1, column 10$/],
])('%s in YAML is an error', async (_, text, problem) => {
  expect(await failure('statescope.yaml', text)).toMatch(problem);
});

test('a section of a YAML file may be merged into another one', async () => {
  const text = 'traces:\n  batch: &b { delayMs: 5, maxBatch: 6 }\nlogs:\n  batch:\n    <<: *b\n    maxBatch: 7\n';
  writeFileSync(join(folder, 'statescope.yaml'), text);
  const { config } = await loadConfig({ environment: {}, folder });
  expect([config.traces.batch, config.logs.batch]).toEqual([
    { delayMs: 5, maxBatch: 6 },
    { delayMs: 5, maxBatch: 7 },
  ]);
});

test('a file in another encoding, and one of another kind, are told as that', async () => {
  writeFileSync(join(folder, 'statescope.json'), Buffer.from('\uFEFF{ "service": "a" }', 'utf16le'));
  await expect(loadConfig({ environment: {}, folder })).rejects.toThrow('is not UTF-8: save it as UTF-8');
  writeFileSync(join(folder, 'my.toml'), 'service = "a"');
  await expect(loadConfig({ environment: {}, folder, file: 'my.toml' })).rejects.toThrow(
    'my.toml is malformed: line 1: expected a value (read as JSON; .yaml and .yml are read as YAML)',
  );
});

test('what nests without end is an error', async () => {
  const depth = 5000;
  expect(await failure('statescope.json', '{"a":'.repeat(depth) + '1' + '}'.repeat(depth))).toContain(
    'unknown key "a"',
  );
});

test('of two files in a folder the first kind is read, and the other one named', async () => {
  for (const name of ['statescope.yml', 'statescope.json']) writeFileSync(join(folder, name), '{ "service": "a" }');
  const { effective, warnings } = await loadConfig({ environment: {}, folder });
  expect(effective).toContainEqual({ key: 'service', value: 'a', source: 'statescope.json:1' });
  expect(warnings).toEqual(['statescope.yml is not read, as there is statescope.json: keep one of the two']);
});

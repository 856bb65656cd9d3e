import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from '../support/cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statescope-config-command-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (text: string, name = 'statescope.json') => {
  writeFileSync(join(folder, name), text);
};

test('every value in force is printed with its source', async () => {
  write('{\n  "service": "shop",\n  "classes": { "Feed": { "traced": false } }\n}');
  const { code, out, err } = await cli(['config', '--print'], { folder, environment: { AM_LOG: '3' } });
  expect([code, err]).toEqual([0, '']);
  const rows = out
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
  expect(rows).toContainEqual(['service', '"shop"', 'statescope.json:2']);
  expect(rows).toContainEqual(['classes.Feed.traced', 'false', 'statescope.json:3']);
  expect(rows).toContainEqual(['logs.level', '"ops"', 'AM_LOG']);
  expect(rows).toContainEqual(['metrics.port', '9464', 'default']);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([3]));
  expect((await cli(['config'], { folder, environment: { AM_LOG: '3' } })).out).toBe(out);
});

test('as JSON, with the warnings', async () => {
  const { code, out, err } = await cli(['config', '--print', '--json'], {
    folder,
    environment: { AM_DETECT_EVAL: '1', AM_OTEL_TRAEC: '1' },
  });
  expect([code, err]).toEqual([0, '']);
  const { settings, warnings } = JSON.parse(out) as { settings: unknown[]; warnings: unknown[] };
  expect(settings).toContainEqual({ key: 'detectEval', value: true, source: 'AM_DETECT_EVAL' });
  expect(warnings).toEqual(['AM_OTEL_TRAEC is not known: did you mean AM_OTEL_TRACE?']);
});

test('warnings go to the standard error', async () => {
  const { code, err } = await cli(['config'], { folder, environment: { AM_OTEL_TRAEC: '1' } });
  expect([code, err]).toEqual([0, 'warning: AM_OTEL_TRAEC is not known: did you mean AM_OTEL_TRACE?\n']);
});

test('secrets are not printed', async () => {
  const environment = { AM_LOKI_TOKEN: 'canary', OTEL_EXPORTER_OTLP_HEADERS: 'a=canary' };
  for (const args of [['config'], ['config', '--json']]) {
    const { out, err } = await cli(args, { folder, environment });
    expect(out + err).not.toContain('canary');
    expect(out).toContain('***');
  }
});

test('another file may be named', async () => {
  write('service: other\n', 'other.yaml');
  expect((await cli(['config', '--file', 'other.yaml'], { folder })).out).toContain('other.yaml:1');
});

test('variables that all programs share are left alone where they are wrong, which is told', async () => {
  const { code, err } = await cli(['config'], { folder, environment: { OTEL_TRACES_EXPORTER: 'consle' } });
  const mistake =
    'traces.exporter is "consle" (OTEL_TRACES_EXPORTER): expected one of otlp, file, console, memory, none; did you mean "console"?';
  expect([code, err]).toEqual([0, `warning: ${mistake}; it decides nothing\n`]);
});

test.each<[string, string | undefined, Record<string, string>, string]>([
  ['an unknown key', '{ "trases": 1 }', {}, 'unknown key "trases" = 1 (statescope.json:1): did you mean "traces"?'],
  [
    'an unknown key within',
    '{ "metrics": {\n"prot": 1 } }',
    {},
    'unknown key "metrics.prot" = 1 (statescope.json:2): did you mean "port"?',
  ],
  [
    'a number out of range',
    '{ "metrics": { "port": 70000 } }',
    {},
    'metrics.port is 70000 (statescope.json:1): expected 65535 or less',
  ],
  ['a value of another type', '{ "service": 5 }', {}, 'service is 5 (statescope.json:1): expected a text'],
  [
    'an unknown word',
    undefined,
    { AM_OTEL_HANDLERS: 'event' },
    'traces.handlers is "event" (AM_OTEL_HANDLERS): expected one of events, spans, both, off; did you mean "events"?',
  ],
  [
    'an unknown word in a list',
    '{ "classes": { "Feed": { "metered": { "groups": ["queue", "handler"] } } } }',
    {},
    'classes.Feed.metered.groups.1 is "handler" (statescope.json:1): expected one of transitions, handlers, queue, rejections, exceptions, machines, states; did you mean "handlers"?',
  ],
  [
    'a number that is none',
    undefined,
    { AM_OTEL_TRACE_HISTORY: 'long' },
    'traces.history is "long" (AM_OTEL_TRACE_HISTORY): expected a number',
  ],
  [
    'an expression that is none',
    undefined,
    { AM_OTEL_TRACE_SKIP_STATES_RE: '(' },
    'traces.states.skip.0 is "/(/" (AM_OTEL_TRACE_SKIP_STATES_RE): expected a name, or a regular expression between slashes',
  ],
  [
    'an address that is none',
    undefined,
    { AM_LOKI_ADDR: 'no address' },
    'loki.url is "no address" (AM_LOKI_ADDR): expected an address like http://localhost:4318',
  ],
  [
    'a class that is switched neither on nor off',
    '{ "classes": { "Feed": { "traced": "of" } } }',
    {},
    'classes.Feed.traced is "of" (statescope.json:1): expected true or false, or an object',
  ],
  [
    'a malformed pair',
    undefined,
    { AM_LOKI_LABELS: 'a=b,c' },
    'loki.labels: entry 2 of AM_LOKI_LABELS is malformed: expected key=value, percent-encoded',
  ],
  ['a malformed file', '{\n"service": }', {}, 'statescope.json is malformed: line 2: expected a value'],
])('%s: key, value, source and remedy are told, exit code 2', async (_, file, environment, message) => {
  if (file !== undefined) write(file);
  const { code, out, err } = await cli(['config'], { folder, environment });
  expect([code, out]).toEqual([2, '']);
  expect(err).toBe(`statescope: ${message}\n`);
});

test('nothing in a value reaches the terminal that it would obey', async () => {
  const environment = { AM_SERVICE: '\u009b31m\u202e', AM_SERVIC: '1' };
  expect((await cli(['config'], { folder, environment })).out).toContain('"?31m?"');
  const { code, err } = await cli(['config'], { folder, environment: { AM_LOG: '\u001b[31m' } });
  expect([code, err]).toEqual([2, expect.stringContaining('logs.level is "?[31m" (AM_LOG)')]);
});

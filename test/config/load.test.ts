import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/index.js';
import type { LoadOptions, TelemetrySettings } from '../../src/config/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statescope-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const load = (options: LoadOptions = {}) => loadConfig({ environment: {}, folder, ...options });
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
};
/** A configuration the compiler would refuse. */
const wrong = (settings: unknown) => settings as TelemetrySettings;
const failure = async (options: LoadOptions): Promise<string> => {
  const error: unknown = await load(options).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'MachineError', code: 'CONFIG' });
  return (error as Error).message;
};

describe('precedence', () => {
  test('without anything, nothing is exported', async () => {
    const { config, warnings } = await load();
    expect(config).toMatchObject({
      service: 'unknown_service:node',
      telemetry: 'auto',
      preset: 'default',
      classes: {},
      traces: { exporter: 'none', auto: true, file: 'traces.jsonl' },
      logs: { exporter: 'none', file: 'logs.jsonl' },
      metrics: { exporter: 'none', host: '127.0.0.1', port: 9464 },
      shutdownTimeoutMs: 5000,
    });
    expect(warnings).toEqual([]);
  });

  test.each([
    [{}, 'program'],
    [{ file: true }, 'file'],
    [{ file: true, env: true }, 'env'],
    [{ file: true, env: true, code: true }, 'code'],
  ])('code beats environment beats file beats the defaults of the program (%j)', async (layers, winner) => {
    const { file, env, code } = layers as Record<string, boolean | undefined>;
    if (file) write('statescope.json', '{ "service": "file" }');
    const { config } = await load({
      defaults: { service: 'program' },
      ...(env ? { environment: { AM_SERVICE: 'env' } } : {}),
      ...(code ? { code: { service: 'code' } } : {}),
    });
    expect(config.service).toBe(winner);
  });

  test('layers are merged key by key, and every value keeps its source', async () => {
    write('statescope.json', '{ "metrics": { "exporter": "prometheus", "port": 1 }, "classes": { "A": false } }');
    const { config, effective } = await load({
      environment: { AM_PROM_LISTEN: 'localhost:2' },
      code: { classes: { B: { traced: false } } },
    });
    expect(config.metrics).toMatchObject({ exporter: 'prometheus', host: 'localhost', port: 2 });
    expect(config.classes).toEqual({ A: false, B: { traced: false } });
    const sources = Object.fromEntries(effective.map(({ key, source }) => [key, source]));
    expect(sources).toMatchObject({
      'metrics.port': 'AM_PROM_LISTEN',
      'classes.A': 'statescope.json:1',
      'classes.B.traced': 'code',
      service: 'default',
    });
  });

  test('signals of a class replace a class switched off by something weaker, and the other way round', async () => {
    write('statescope.json', '{ "classes": { "A": false, "B": { "traced": true } } }');
    const { config } = await load({ code: { classes: { A: { logged: true }, B: false } } });
    expect(config.classes).toEqual({ A: { logged: true }, B: false });
  });
});

describe('files', () => {
  test.each(['statescope.yaml', 'statescope.yml'])('%s is read', async (name) => {
    write(name, 'service: from-yaml\nclasses:\n  "File*": { traced: false }\n');
    const { config } = await load();
    expect(config).toMatchObject({ service: 'from-yaml', classes: { 'File*': { traced: false } } });
  });

  test('an empty file says nothing', async () => {
    write('statescope.yaml', '');
    expect((await load()).config.service).toBe('unknown_service:node');
  });

  test('a malformed file is named', async () => {
    write('statescope.json', '{ "service": ');
    expect(await failure({})).toMatch(/^statescope\.json is malformed: /);
  });

  test('what is wrong with a YAML file is told in one line', async () => {
    write('statescope.yaml', 'a: [\n');
    expect(await failure({})).toMatch(/^statescope\.yaml is malformed: [^\n]*line 2, column 1$/);
  });

  test('a file that holds no object is named with what it holds', async () => {
    write('statescope.json', '[1]');
    expect(await failure({})).toBe('statescope.json holds a list: expected an object with keys');
  });

  test('a file asked for by name must exist', async () => {
    const file = join(folder, 'absent.json');
    expect(await failure({ file })).toBe(`the configuration file ${file} does not exist`);
  });

  test('no file is read where none is wanted', async () => {
    write('statescope.json', 'broken');
    expect((await load({ file: false })).config.service).toBe('unknown_service:node');
  });

  test('a key named like a property of every object is only an unknown key', async () => {
    write('statescope.json', '{ "__proto__": { "polluted": true } }');
    expect(await failure({})).toContain('unknown key "__proto__"');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('mistakes', () => {
  test.each<[string, LoadOptions, string]>([
    [
      'an unknown key',
      { code: wrong({ trases: { exporter: 'file' } }) },
      'unknown key "trases" = {"exporter":"file"} (code): did you mean "traces"?',
    ],
    [
      'an unknown key within',
      { code: wrong({ traces: { exportr: 'file' } }) },
      'unknown key "traces.exportr" = "file" (code): did you mean "exporter"?',
    ],
    [
      'an unknown key nothing is near to',
      { code: wrong({ otlp: { zzzzzzzz: 1 } }) },
      'unknown key "otlp.zzzzzzzz" = 1 (code): expected one of endpoint, protocol, headers, timeoutMs, compression, certificate, clientCertificate, clientKey',
    ],
    [
      'an unknown value',
      { code: wrong({ traces: { exporter: 'consle' } }) },
      'traces.exporter is "consle" (code): expected one of otlp, file, console, memory, none; did you mean "console"?',
    ],
    [
      'a value of another type',
      { code: wrong({ metrics: { port: '9464' } }) },
      'metrics.port is "9464" (code): expected a number, not a text',
    ],
    [
      'a value of another class',
      { code: wrong({ classes: new Map([['Feed', false]]) }) },
      'classes is {} (code): expected an object, not a Map',
    ],
    ['a list', { code: wrong({ classes: [] }) }, 'classes is [] (code): expected an object, not a list'],
    ['null', { code: wrong({ classes: null }) }, 'classes is null (code): expected an object'],
    ['a file that is none', { file: 5 as never }, 'the configuration file is 5: expected a path, or false for none'],
    [
      'an environment that is none',
      { environment: 5 as never },
      'the settings are number (environment): expected an object with keys',
    ],
    [
      'an unknown signal',
      { code: wrong({ classes: { A: { traecd: false } } }) },
      'unknown key "classes.A.traecd" = false (code): did you mean "traced"?',
    ],
    [
      'a toggle that is no toggle',
      { code: wrong({ classes: { A: 'off' } }) },
      'classes.A is "off" (code): expected false, or an object',
    ],
    [
      'a signal that is neither on nor off',
      { code: wrong({ classes: { A: { traced: 'no' } } }) },
      'classes.A.traced is "no" (code): expected true or false, or an object',
    ],
    [
      'an address that is none',
      { environment: { AM_PROM_LISTEN: 'here' } },
      'metrics.port is "here" (AM_PROM_LISTEN): expected an address like 127.0.0.1:9464',
    ],
    [
      'an unknown log level',
      { environment: { AM_LOG: '9' } },
      'logs.level is "9" (AM_LOG): expected 0 to 5, or one of nothing, external, changes, ops, decisions, everything',
    ],
  ])('%s names key, value, source and what was expected', async (_, options, message) => {
    expect(await failure(options)).toBe(message);
  });

  test('a mistake is found even where something stronger covers it', async () => {
    write('statescope.json', '{ "metrics": { "port": 70000 } }');
    expect(await failure({ code: { metrics: { port: 1 } } })).toMatch(
      /^metrics\.port is 70000 \(statescope\.json:1\): /,
    );
  });

  test('variables may be numbers', async () => {
    expect((await load({ environment: { AM_PROM_INTERVAL: 5 as never } })).config.metrics.push.intervalMs).toBe(5000);
  });

  test('every mistake of every source is named', async () => {
    write('statescope.json', '{ "metrics": { "port": 70000 } }');
    const environment = {
      AM_LOG: 'loud',
      AM_PROM_INTERVAL: 'often',
      AM_LOKI_TOKEN_FILE: 'absent',
      AM_OTEL_NAMING: 'no',
    };
    const message = await failure({ environment, code: wrong({ service: '', preset: 'goo' }) });
    expect(message.split('\n')).toEqual([
      expect.stringMatching(/^logs\.level is "loud" \(AM_LOG\): /),
      'metrics.push.intervalMs is "often" (AM_PROM_INTERVAL): expected seconds, or a number with ms, s, m or h',
      expect.stringMatching(/^AM_LOKI_TOKEN_FILE names "absent"/),
      expect.stringMatching(/^metrics\.port is 70000 \(statescope\.json:1\): /),
      expect.stringMatching(/^traces\.naming is "no" \(AM_OTEL_NAMING\): /),
      'service is "" (code): expected a text that is not empty',
      expect.stringMatching(/^preset is "goo" \(code\): /),
    ]);
  });
});

test.each([
  ['tracecontext,b4,baggage', ['tracecontext', 'baggage'], ['propagators.1 is "b4" (OTEL_PROPAGATORS)']],
  ['b4,baggage,lines', ['baggage'], ['propagators.0 is "b4"', 'propagators.2 is "lines"']],
  ['b4', ['tracecontext', 'baggage'], ['propagators.0 is "b4"']],
])('OTEL_PROPAGATORS=%s is used as far as it is known', async (OTEL_PROPAGATORS, propagators, told) => {
  const { config, warnings } = await load({ environment: { OTEL_PROPAGATORS } });
  expect(config.propagators).toEqual(propagators);
  expect(warnings).toEqual(told.map((start) => expect.stringContaining(start) as string));
  for (const warning of warnings) expect(warning).toMatch(/expected one of tracecontext, .*; it decides nothing$/);
});

describe('headers that a request would refuse', () => {
  const NAME = "otlp.headers.x*** is *** (OTEL_EXPORTER_OTLP_HEADERS): expected a header's name";
  const VALUE = "otlp.headers.x-team is *** (OTEL_EXPORTER_OTLP_HEADERS): expected a header's value";

  test.each([
    ['x%20team=a', NAME],
    ['x-team=a%0Ab', VALUE],
    ['x-team=%00', VALUE],
    ['x-team=%E2%82%AC', VALUE],
  ])('are told at the start: OTEL_EXPORTER_OTLP_HEADERS=%s', async (OTEL_EXPORTER_OTLP_HEADERS, told) => {
    const { config, warnings } = await load({ environment: { OTEL_EXPORTER_OTLP_HEADERS } });
    expect(config.otlp.headers).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining(told)]);
  });

  test('are an error in code', async () => {
    expect(await failure({ code: { traces: { headers: { 'x-team': 'a\r\nb' } } } })).toMatch(
      /^traces\.headers\.x-team is \*\*\* \(code\): expected a header's value/,
    );
  });

  test('are none of those that HTTP allows', async () => {
    const headers = { "!#$%&'*+.^_`|~-aZ9": 'Grüße,\t"a"=b', authorization: '' };
    expect((await load({ code: { logs: { headers } } })).config.logs.headers).toEqual(headers);
  });
});

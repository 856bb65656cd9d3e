import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VARIABLES, configReference, loadConfig } from '../../src/config/index.js';
import type { Environment, TelemetrySettings } from '../../src/config/index.js';

const CANARY = 'canary-5f2c';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statescope-secrets-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const load = (environment: Environment, code: unknown = {}) =>
  loadConfig({ environment, folder, file: false, code: code as TelemetrySettings });
const failure = async (environment: Environment, code: unknown = {}): Promise<string> => {
  const error: unknown = await load(environment, code).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'MachineError', code: 'CONFIG' });
  return (error as Error).message;
};

test('the file that a variable names holds the secret, trimmed', async () => {
  writeFileSync(join(folder, 'token'), `  ${CANARY}\n`);
  const { config, effective } = await load({ AM_GRAFANA_TOKEN_FILE: 'token' });
  expect(config.grafana.token).toBe(CANARY);
  expect(effective.find(({ key }) => key === 'grafana.token')).toEqual({
    key: 'grafana.token',
    value: '***',
    source: 'AM_GRAFANA_TOKEN_FILE',
  });
});

test('every token, password and header has such a variable', async () => {
  const secret = (await configReference()).variables.filter((row) => row.secret).map(({ variable }) => variable);
  const looking = VARIABLES.filter(({ name }) => /TOKEN|PASSWORD|HEADERS/.test(name)).map(({ name }) => name);
  expect(secret).toEqual(looking);
  expect(secret).toHaveLength(9);
  writeFileSync(join(folder, 'secret'), 'a=b');
  for (const name of secret) {
    const { effective } = await load({ [`${name}_FILE`]: 'secret' });
    expect(effective.filter(({ source }) => source === `${name}_FILE`)).toHaveLength(1);
  }
});

test.each<[string, Environment, string]>([
  [
    'both set',
    { AM_LOKI_TOKEN: CANARY, AM_LOKI_TOKEN_FILE: 'token' },
    'AM_LOKI_TOKEN and AM_LOKI_TOKEN_FILE are both set: keep one of the two',
  ],
  [
    'a file that is missing',
    { AM_LOKI_TOKEN_FILE: 'absent' },
    `AM_LOKI_TOKEN_FILE names "absent", which can't be read: ENOENT`,
  ],
  ['a folder', { AM_LOKI_TOKEN_FILE: '.' }, `AM_LOKI_TOKEN_FILE names ".", which can't be read: EISDIR`],
  [
    'a device without an end',
    { AM_LOKI_TOKEN_FILE: '/dev/zero' },
    'AM_LOKI_TOKEN_FILE names "/dev/zero", which is no secret: it holds more than 65536 bytes',
  ],
  ['a file that is no text', { AM_LOKI_TOKEN_FILE: 'binary' }, 'AM_LOKI_TOKEN_FILE names "binary", which is not UTF-8'],
  [
    'headers in a file that is missing',
    { OTEL_EXPORTER_OTLP_HEADERS_FILE: 'absent' },
    `OTEL_EXPORTER_OTLP_HEADERS_FILE names "absent", which can't be read: ENOENT`,
  ],
  [
    'a file with two tokens',
    { AM_ADMIN_TOKEN_FILE: 'two' },
    'admin.token is *** (AM_ADMIN_TOKEN_FILE): expected visible ASCII characters without blanks',
  ],
  ['an empty file', { AM_LOKI_TOKEN_FILE: 'empty' }, 'AM_LOKI_TOKEN_FILE names "empty", which is empty'],
])('%s is an error', async (_, environment, message) => {
  writeFileSync(join(folder, 'token'), CANARY);
  writeFileSync(join(folder, 'empty'), ' \n');
  writeFileSync(join(folder, 'two'), `${CANARY}\n${CANARY}`);
  writeFileSync(join(folder, 'binary'), Buffer.from([0xff, 0xfe, 0x00]));
  expect(await failure(environment)).toBe(message);
});

test('what is wrong with a secret is told without it', async () => {
  const messages = [
    await failure({}, { grafana: { token: [CANARY] } }),
    await failure({}, { grafana: { tokn: CANARY } }),
    await failure({}, { otlp: { headers: { authorization: { value: CANARY } } } }),
    await failure({}, { otlp: { headers: CANARY } }),
    await failure({}, { loki: { pasword: CANARY } }),
    ...(await load({ OTEL_EXPORTER_OTLP_HEADERS: `authorization=${CANARY},${CANARY}` })).warnings,
    ...(await load({ OTEL_EXPORTER_OTLP_HEADERS: `authorization=${CANARY}%` })).warnings,
    await failure({}, { otlp: { endpoint: `ftp://user:${CANARY}@host` } }),
    await failure({}, { loki: { url: `ftp://:${CANARY}@host`, tenant: { a: 1 } } }),
    await failure({ AM_LOKI_ADDR: `user:${CANARY}@host name` }),
    await failure({ AM_LOKI_ADDR: `http://user:a/b#c${CANARY}@host:99999999` }),
    await failure({ AM_LOKI_ADDR: `ftp://${CANARY}@host` }),
    await failure({}, { lokii: { token: CANARY } }),
    await failure({}, { grafana: [{ token: CANARY }] }),
    await failure({}, { elsewhere: { deep: { Password: CANARY } } }),
    await failure({}, { apiKey: CANARY }),
    await failure({}, { loki: { pwd: CANARY, tken: CANARY }, admin: { zzz: CANARY } }),
    await failure({}, { loki: `password ${CANARY}` }),
    await failure({}, { loki: { [`token:${CANARY}`]: null, [`password'${CANARY}`]: null } }),
    await failure({}, { otlp: { headers: { [`Authorization ${CANARY}`]: null } } }),
    await failure({}, { loki: { url: `htt//user:${CANARY}@host` } }),
    await failure({}, { loki: { url: `http:/user:${CANARY}@host` } }),
    await failure({}, { loki: { url: `http;//${CANARY}@host` } }),
  ];
  expect(messages.filter((message) => message.includes(CANARY))).toEqual([]);
  expect(messages[0]).toBe('grafana.token is *** (code): expected a text, not a list');
});

test.each([
  ['a block with an indicator', `loki:\n  password: |${CANARY}\n`],
  ['an alias', `loki:\n  password: *${CANARY}\n`],
  ['a tag', `loki:\n  password: !${CANARY}\n`],
  ['a text that goes on', `loki:\n  password: "a" ${CANARY}\n`],
  ['a key without its colon', `loki:\n  password ${CANARY}\n`],
  ['a key without its blank', `loki:\n  password:${CANARY}\n`],
  ['a map without blanks', `loki: { password:${CANARY}, url: x }\n`],
  ['a text in place of all', `password ${CANARY}\n`],
])('a password that YAML takes for %s is not shown', async (_, text) => {
  writeFileSync(join(folder, 'statescope.yaml'), text);
  const error: unknown = await loadConfig({ environment: {}, folder }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'MachineError', code: 'CONFIG' });
  expect((error as Error).message).not.toContain(CANARY);
  expect(String(((error as Error).cause as Error | undefined)?.message)).not.toContain(CANARY);
});

test('no secret is among the values in force', async () => {
  const { effective, config } = await load(
    { OTEL_EXPORTER_OTLP_HEADERS: `authorization=${CANARY}` },
    {
      otlp: { endpoint: `https://user:${CANARY}@otel:4318/x` },
      loki: { url: `http://u:${CANARY}@loki`, user: 'me', password: CANARY, token: CANARY },
      grafana: { token: CANARY },
      admin: { token: CANARY },
    },
  );
  expect(config.otlp.headers).toEqual({ authorization: CANARY });
  expect(JSON.stringify(effective)).not.toContain(CANARY);
  expect(effective).toContainEqual({ key: 'otlp.endpoint', value: 'https://user:***@otel:4318/x', source: 'code' });
  expect(effective).toContainEqual({ key: 'loki.user', value: 'me', source: 'code' });
});

test('an error does not carry what the library says, which shows secrets', async () => {
  const error: unknown = await load({}, { grafana: { token: [CANARY] } }).catch((caught: unknown) => caught);
  expect((error as Error).cause).toBeUndefined();
});

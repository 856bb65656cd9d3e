import 'reflect-metadata';
import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { container as root } from 'tsyringe';
import { Machine, args, defineSchema, secret } from '../../src/index.js';
import type { Secret, argsMapper } from '../../src/index.js';
import { Metered, Parent, Traced } from '../../decorators/index.js';
import { MEMORY_SPANS, METRIC_REGISTRY, startTelemetry } from '../../src/di/index.js';
import type { StartOptions, Telemetry } from '../../src/di/index.js';
import { createRegistry } from '../../src/exporters/prometheus/index.js';
import { stopScopes } from '../support/scopes.js';

/* What keys of the configuration change in what comes out. */

const schema = defineSchema({
  Go: { args: args<{ url?: string; pin?: string; token?: Secret<string>; note?: string }>() },
  Came: { auto: true, require: ['Go'] },
  Exception: { multi: true },
});

@Traced({ args: ['note'], auto: false, handlers: 'spans', secret: ['pin'] })
@Metered()
class Trip extends Machine.of(schema) {
  GoState() {
    return;
  }
}

@Parent(() => Trip)
class Leg extends Machine.of(schema) {}

const running: Telemetry[] = [];
const start = async (options: StartOptions, container = root.createChildContainer()) => {
  const telemetry = await startTelemetry(container, { environment: {}, configFile: false, ...options });
  running.push(telemetry);
  return { container, telemetry };
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
  stopScopes();
  trace.disable();
});

const spansOf = async (traces: StartOptions['traces'], work: () => unknown, others: StartOptions = {}) => {
  const { container, telemetry } = await start({ ...others, traces: { exporter: 'memory', ...traces } });
  work();
  await telemetry.shutdown();
  return container.resolve(MEMORY_SPANS).items;
};
const namesOf = async (...given: Parameters<typeof spansOf>) => (await spansOf(...given)).map(({ name }) => name);
const go = () => new Trip().add('Go', {});

test('marks decide where nobody set a key, also one with a default', async () => {
  const names = await namesOf({}, go);
  expect(names).not.toContain('0: [add] Came');
  expect(names).toContain('GoState');
});

test('a key that is set to its default beats the mark', async () => {
  const names = await namesOf({ auto: true, handlers: 'events' }, go);
  expect(names).toContain('0: [add] Came');
  expect(names).not.toContain('GoState');
});

describe('traces.args', () => {
  const given = { url: 'https://example.org', pin: '1234', token: secret('hush'), note: 'n' };
  const argsOf = async (set: boolean, logArgs: readonly string[] | ReturnType<typeof argsMapper>) => {
    const spans = await spansOf({ args: set }, () => new Trip({ logArgs }).add('Go', given));
    const { attributes = {} } = spans.find(({ name }) => name === '0: [add] Go') ?? {};
    return Object.fromEntries(Object.entries(attributes).filter(([name]) => name.includes('args.')));
  };

  test('shows on spans what log lines show, besides what the mark names, and no secret', async () => {
    const shown = await argsOf(true, ['url', 'pin', 'token']);
    expect(shown).toMatchObject({ 'args.note': 'n', 'args.pin': '[secret]' });
    expect(shown).toHaveProperty(['args.url']);
    expect(shown['args.token']).toContain('[secret]');
    expect(JSON.stringify(shown)).not.toMatch(/1234|hush/);
  });

  test('follows a mapper, and lets it rename no secret', async () => {
    const mapper = ({ url, pin }: Readonly<Record<string, unknown>>) => ({ to: String(url), other: String(pin) });
    const shown = await argsOf(true, mapper);
    expect(shown).toMatchObject({ 'args.note': 'n', 'args.other': '[secret]' });
    expect(Object.keys(shown)).toContain('args.to');
  });

  test('survives a mapper that throws', async () => {
    const mapper = () => {
      throw new Error('no');
    };
    expect(await argsOf(true, mapper)).toEqual({ 'args.note': 'n' });
  });

  test('is off unless asked for', async () => {
    expect(await argsOf(false, ['url'])).toEqual({ 'args.note': 'n' });
  });
});

describe('inherit', () => {
  const legs = () => {
    const trip = new Trip({ id: 'trip' });
    for (const id of ['leg-1', 'probe-1']) trip.submachine(Leg, { id });
    trip.submachine(Leg, { id: 'tagged', tags: ['noisy:yes'] });
  };
  const traced = async (inherit: object, code: StartOptions = {}) =>
    (await namesOf({}, legs, { defaults: { inherit }, ...code })).filter((name) =>
      /^mach:\d+:[a-z]+(?:-1)?$/.test(name),
    );
  const lastParts = (names: readonly string[]) => names.map((name) => name.split(':')[2]).sort();

  test('leaves out by tag and by id', async () => {
    expect(lastParts(await traced({ skipIds: '/^probe-/', skipTags: ['noisy*'] }))).toEqual(['leg-1', 'trip']);
  });

  test('ends at a depth, unless code says otherwise', async () => {
    expect(lastParts(await traced({ depth: 0 }))).toEqual(['trip']);
    expect(lastParts(await traced({ depth: 0 }, { inherit: { depth: 1 } }))).toContain('leg-1');
  });

  test.each([
    [{ skipIds: 'probe' }, /inherit\.skipIds is "probe" .*expected a regular expression between slashes/],
    [{ skipIds: '/(/' }, /inherit\.skipIds is "\/\(\/"/],
    [{ depth: -1 }, /inherit\.depth is -1/],
    [{ skipTag: ['a'] }, /unknown key "inherit\.skipTag".*did you mean "skipTags"/],
  ])('refuses %j', async (inherit, message) => {
    await expect(start({ defaults: { inherit: inherit as object } })).rejects.toThrow(message);
  });
});

describe('traces.provider auto', () => {
  test('takes the provider of the program', async () => {
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    trace.setGlobalTracerProvider(provider);
    const { telemetry } = await start({ traces: { provider: 'auto' } });
    go();
    await telemetry.flush();
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toContain('0: [add] Go');
  });

  test('traces nothing where there is none and no exporter, and makes one for an exporter', async () => {
    const { telemetry } = await start({ traces: { provider: 'auto' } });
    expect(telemetry.report.line).toContain('nothing is on');
    await telemetry.shutdown();
    expect(await namesOf({ provider: 'auto' }, go)).toContain('0: [add] Go');
  });
});

test('metrics.maxErrorTypes bounds the types of errors that are told apart', async () => {
  const container = root.createChildContainer();
  const registry = await createRegistry();
  container.register(METRIC_REGISTRY, { useValue: registry });
  await start({ metrics: { maxErrorTypes: 1 } }, container);
  const trip = new Trip();
  for (const error of [new TypeError('a'), new RangeError('b'), new SyntaxError('c')]) trip.addErr(error);
  const text = await registry.metrics();
  const types = new Set(
    [...text.matchAll(/asyncmachine_exceptions_total\{.*error_type="(\w+)"/g)].map(([, type]) => type),
  );
  expect([...types].sort()).toEqual(['TypeError', 'other']);
});

import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import type { OpenMetricsContentType } from 'prom-client';
import { PrometheusMetrics } from '../../../src/exporters/prometheus/index.js';
import { expose } from '../../../src/exporters/prometheus/exposition.js';
import { formatFor } from '../../../src/exporters/prometheus/accept.js';
import type { TransitionView } from '../../../src/tracer/index.js';
import { ScriptedMachine } from './scripted-machine.js';

const CONTEXT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

function fill(metrics: PrometheusMetrics, clock: { ms: number }, context = CONTEXT): void {
  const feed = new ScriptedMachine(metrics, 'a"b\\c\nd');
  const during = (transition: TransitionView) => {
    (transition as { traceContext: unknown }).traceContext = context;
    feed.handle(transition, 'AState', 'final', 'ok', () => (clock.ms += 3));
  };
  feed.run({ during, ticking: ['A'] });
  feed.run({ during, error: new TypeError('x'), exception: true });
  feed.run({ during, accepted: false, cancellation: { reason: 'require', by: 'B' } });
  feed.run({ ticking: ['A'] });
}

function setUp(registry: Registry | Registry<OpenMetricsContentType> = new Registry()) {
  const clock = { ms: 0 };
  const metrics = new PrometheusMetrics({ registry, now: () => clock.ms, wallClock: () => 1_700_000_000_000 });
  return { clock, metrics, registry };
}

const openRegistry = () => {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry;
};

/** One metric of each kind, with and without labels. */
function addForeign(registry: Registry | Registry<OpenMetricsContentType>): void {
  const registers = [registry] as [Registry];
  new Counter({ name: 'orders_total', help: 'Orders.', labelNames: ['zone'], registers }).inc({ zone: 'a # {b' }, 3);
  new Counter({ name: 'bare', help: 'Named without a suffix.', registers }).inc(2);
  new Gauge({ name: 'temperature', help: 'Degrees,\nC.', registers }).set(-1.5);
  new Histogram({ name: 'took_seconds', help: 'Took.', buckets: [1], registers }).observe(0.5);
  new Summary({ name: 'sizes', help: 'Sizes.', percentiles: [0.5], registers }).observe(7);
}

/** Fails unless a text keeps the rules of OpenMetrics that a scrape is refused for. */
function checkOpenMetrics(text: string): readonly string[] {
  expect(text.endsWith('\n# EOF\n')).toBe(true);
  const lines = text.split('\n').slice(0, -2);
  const seen = new Set<string>();
  let family = '';
  let type = '';
  for (const line of lines) {
    const head = /^# (HELP|TYPE|UNIT) (\S+)(?: (.*))?$/.exec(line);
    if (head !== null) {
      const [, kind = '', name = '', rest = ''] = head;
      expect(seen.has(`${kind} ${name}`)).toBe(false);
      seen.add(`${kind} ${name}`);
      if (kind === 'TYPE') [family, type] = [name, rest];
      continue;
    }
    const sample = /^(\w+)(?:\{(?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (\S+)( # \{[^}]*\} \S+ \S+)?$/.exec(line);
    expect(sample === null ? line : undefined).toBeUndefined();
    const [, name = '', , exemplar] = sample ?? [];
    const suffixes = { counter: '_total', histogram: '_(?:bucket|sum|count)', summary: '(?:_sum|_count)?' }[type] ?? '';
    expect(name).toMatch(new RegExp(`^${family}${suffixes}$`));
    if (exemplar !== undefined) expect(name).toMatch(/_(?:bucket|total)$/);
  }
  return lines;
}

describe('the writer of text', () => {
  it('writes what prom-client writes, byte for byte', async () => {
    const { metrics, clock, registry } = setUp();
    addForeign(registry);
    fill(metrics, clock);
    expect((await expose(registry, 'text')).body).toBe(await registry.metrics());
  });

  it('writes what prom-client writes of OpenMetrics, exemplars among it', async () => {
    const registry = openRegistry();
    const { metrics, clock } = setUp(registry);
    fill(metrics, clock);
    expect((await expose(registry, 'openmetrics')).body).toBe(await registry.metrics());
    expect((await expose(registry, 'openmetrics')).body).toContain(` # {trace_id="${CONTEXT.traceId}"`);
  });

  it('has the labels that a registry puts on everything, but not in the place of ours', async () => {
    const { metrics, clock, registry } = setUp();
    registry.setDefaultLabels({ zone: 'b "1"', state: 'theirs', shard: 7 });
    addForeign(registry);
    fill(metrics, clock);
    expect((await expose(registry, 'text')).body).toBe(await registry.metrics());
  });

  it('takes what another object of ours registered into account', async () => {
    const { metrics, clock, registry } = setUp();
    const other = new PrometheusMetrics({ registry, now: () => clock.ms });
    fill(metrics, clock);
    fill(other, clock);
    expect((await expose(registry, 'text')).body).toBe(await registry.metrics());
  });

  it('leaves a registry that is none of prom-client to itself', async () => {
    const registry = { contentType: 'text/x', metrics: () => Promise.resolve('x 1\n') };
    expect(await expose(registry, 'openmetrics')).toEqual({ contentType: 'text/x', body: 'x 1\n' });
  });
});

describe('either format', () => {
  it.each([
    ['of a registry of text', () => new Registry()],
    ['of a registry of OpenMetrics', openRegistry],
  ])('has the same numbers, and the registry keeps its type, %s', async (_, make) => {
    const registry = make() as Registry;
    const { metrics, clock } = setUp(registry);
    addForeign(registry);
    fill(metrics, clock);
    const { contentType } = registry;
    const [text, open] = [await expose(registry, 'text'), await expose(registry, 'openmetrics')];
    expect(registry.contentType).toBe(contentType);
    expect(text.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(open.contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    const lines = checkOpenMetrics(open.body);
    expect(text.body).not.toContain('# {trace_id');
    const plain = (line: string) => line.replace(/ # \{trace_id.*$/, '').replace(/^bare /, 'bare_total ');
    const samples = (all: readonly string[]) =>
      all
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map(plain)
        .sort();
    expect(samples(lines)).toEqual(samples(text.body.split('\n')));
    expect(text.body).toContain('# TYPE asyncmachine_transitions_total counter\n');
    expect(open.body).toContain('# TYPE asyncmachine_transitions counter\n');
    expect(open.body).toContain('orders_total{zone="a # {b"} 3\n');
    expect(text.body).toContain('orders_total{zone="a # {b"} 3\n');
  });

  it('has an exemplar on the bucket of the transition that was slow, with its trace', async () => {
    const { metrics, clock, registry } = setUp();
    const feed = new ScriptedMachine(metrics, 'Feed');
    feed.run({ during: () => (clock.ms += 3) });
    feed.run({
      during: (transition) => {
        (transition as { traceContext: unknown }).traceContext = CONTEXT;
        clock.ms += 700;
      },
    });
    const { body } = await expose(registry, 'openmetrics');
    const kept = body.split('\n').filter((line) => line.includes(' # {'));
    expect(kept).toEqual([
      'asyncmachine_transition_duration_seconds_bucket{le="1",machine_class="Feed",mutation="add",result="executed",auto="false"} 2' +
        ` # {trace_id="${CONTEXT.traceId}",span_id="${CONTEXT.spanId}"} 0.7 1700000000`,
    ]);
  });

  it('has no exemplar of a span that is not sampled, nor where they are switched off', async () => {
    const { metrics, clock, registry } = setUp();
    fill(metrics, clock, { ...CONTEXT, traceFlags: 0 });
    expect((await expose(registry, 'openmetrics')).body).not.toContain(' # {');
    const other = new Registry();
    fill(new PrometheusMetrics({ registry: other, exemplars: false }), clock);
    expect((await expose(other, 'openmetrics')).body).not.toContain(' # {');
  });
});

test('trace ids of any tracer cost no scrape: they are escaped, and left out where they are too long', async () => {
  const answers = ['x"\n\\', 'x'.repeat(108)].map(async (traceId) => {
    const { clock, metrics, registry } = setUp();
    fill(metrics, clock, { ...CONTEXT, traceId });
    const { body } = await expose(registry, 'openmetrics');
    checkOpenMetrics(body);
    return body;
  });
  const [escaped, long] = await Promise.all(answers);
  expect(escaped).toContain(String.raw` # {trace_id="x\"\n\\",span_id="b7ad6b7169203331"} `);
  expect(long).not.toContain(' # {');
});

describe('what a client accepts', () => {
  it.each([
    [undefined, 'text'],
    ['*/*', 'text'],
    ['text/plain', 'text'],
    ['text/plain;version=0.0.4;q=0.5, application/openmetrics-text;version=1.0.0;q=0.4', 'text'],
    ['application/openmetrics-text', 'openmetrics'],
    ['application/openmetrics-text; version=1.0.0; charset=utf-8', 'openmetrics'],
    ['application/openmetrics-text;version=0.0.1', 'text'],
    ['application/openmetrics-text;version=1.0.0;q=0, */*', 'text'],
    ['application/json', 'text'],
    ['application/openmetrics-text;q=nonsense', 'text'],
    ['application/openmetrics-text; version="1.0.0"', 'openmetrics'],
    ['application/openmetrics-text; q = 0', 'text'],
    [';,=,;q', 'text'],
    // Prometheus 2 and 3, as they ask.
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    [
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      'openmetrics',
    ],
  ])('"%s" is answered in %s', (accept, format) => {
    expect(formatFor(accept)).toBe(format);
  });
});

import { PrometheusMetrics } from '../../../src/exporters/prometheus/index.js';
import { METRIC } from '../../../src/semconv-metrics.js';
import type { Selection } from '../../../src/tracer/index.js';
import { Registry } from 'prom-client';
import { parseScrape, total } from './prometheus-text.js';
import { ScriptedMachine } from './scripted-machine.js';

type Marks = Readonly<Record<string, Readonly<Record<string, unknown>> | false>>;

const select = (
  wholeMachine: boolean,
  marks: Marks = {},
  options: Readonly<Record<string, unknown>> = {},
): Selection => ({
  wholeMachine,
  options,
  anyHandler: Object.values(marks).some((mark) => mark !== false),
  handler: (name) => marks[name],
});

function setUp() {
  const registry = new Registry();
  const metrics = new PrometheusMetrics({ registry, now: () => 0 });
  return { metrics, scrape: async () => parseScrape(await registry.metrics()) };
}

/** A transition with two handlers, one of which vetoes. */
const work = (machine: ScriptedMachine) =>
  machine.run({
    accepted: false,
    cancellation: { reason: 'handler', by: 'BEnter' },
    during: (transition) => {
      machine.handle(transition, 'AEnter', 'negotiation', 'ok');
      machine.handle(transition, 'BEnter', 'negotiation', 'rejected');
    },
  });

const handlersOf = async (scrape: ReturnType<typeof setUp>['scrape']) =>
  (await scrape()).lines
    .filter(({ name }) => name === `${METRIC.handlerDuration.name}_count`)
    .map(({ labels }) => labels['handler']);

describe('what the marks select', () => {
  it('is nothing at all for a class without marks', async () => {
    const { metrics, scrape } = setUp();
    work(new ScriptedMachine(metrics, 'Feed', select(false)));
    expect((await scrape()).lines).toEqual([]);
    expect(metrics.seriesCount()).toBe(0);
  });

  it('is the series of a marked handler only, on a class without a mark', async () => {
    const { metrics, scrape } = setUp();
    const feed = new ScriptedMachine(metrics, 'Feed', select(false, { BEnter: {} }));
    work(feed);
    feed.reject('queue_limit');
    feed.dispose();
    const families = new Set((await scrape()).lines.map(({ name }) => name.replace(/_(bucket|sum|count)$/, '')));
    expect([...families]).toEqual([METRIC.handlerDuration.name]);
    expect(await handlersOf(scrape)).toEqual(['BEnter']);
  });

  it('is everything but the handlers that are taken out, on a marked class', async () => {
    const { metrics, scrape } = setUp();
    work(new ScriptedMachine(metrics, 'Feed', select(true, { AEnter: false })));
    expect(await handlersOf(scrape)).toEqual(['BEnter']);
    const text = await scrape();
    expect(total(text, METRIC.transitions.name)).toBe(1);
    expect(total(text, METRIC.rejections.name, { by: 'BEnter' })).toBe(1);
    expect(total(text, METRIC.machineCount.name)).toBe(1);
  });

  it('has the names that the marks ask for', async () => {
    const { metrics, scrape } = setUp();
    work(new ScriptedMachine(metrics, 'Feed', select(true, { AEnter: { name: 'check' } }, { name: 'feeds' })));
    expect(await handlersOf(scrape)).toEqual(['check', 'BEnter']);
    expect(new Set((await scrape()).lines.map(({ labels }) => labels['machine_class']))).toEqual(new Set(['feeds']));
  });

  it('can change while a machine lives', async () => {
    const { metrics, scrape } = setUp();
    const feed = new ScriptedMachine(metrics, 'Feed', select(true));
    work(feed);
    feed.bind(select(false, { BEnter: {} }));
    work(feed);
    feed.detach();
    feed.bind(select(true));
    feed.bind(select(false));
    const text = await scrape();
    expect(total(text, METRIC.transitions.name)).toBe(1);
    expect(total(text, `${METRIC.handlerDuration.name}_count`, { handler: 'AEnter' })).toBe(1);
    expect(total(text, `${METRIC.handlerDuration.name}_count`, { handler: 'BEnter' })).toBe(2);
    expect(total(text, METRIC.machineCount.name)).toBe(0);
  });
});

describe('a machine that is switched off', () => {
  it('records nothing of the transition and the promises that are under way', async () => {
    const { metrics, scrape } = setUp();
    const [feed, item] = [new ScriptedMachine(metrics, 'Feed'), new ScriptedMachine(metrics, 'Item')];
    feed.run({
      during: (outer) => {
        const settle = feed.handleAsync(outer, 'AState');
        item.run({ during: () => feed.detach() });
        settle('ok');
      },
    });
    const text = await scrape();
    expect(total(text, METRIC.transitions.name, { machine_class: 'Feed' })).toBe(0);
    expect(total(text, METRIC.transitions.name, { machine_class: 'Item' })).toBe(1);
    expect(total(text, `${METRIC.handlerDuration.name}_count`)).toBe(0);
  });

  it('keeps what it counted before', async () => {
    const { metrics, scrape } = setUp();
    const feed = new ScriptedMachine(metrics);
    feed.run();
    feed.detach();
    expect(total(await scrape(), METRIC.transitions.name)).toBe(1);
  });
});

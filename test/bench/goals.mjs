// What the engine and its telemetry may cost, as ratios inside one run. Each line of the list is one printed line.
import { cell } from './lib/cell.mjs';
import { median } from './lib/statistics.mjs';

const ring = (who, n, h) => cell(who, 'ring', { n, h });
const toggle = (who, n, h) => cell(who, 'toggle1', { n, h });
const idle = (who, n, count = 10_000) => cell(who, 'idle', { n }, 'mem', { count });
const fan = (machines) => cell('ours', 'fan', { machines });

/** Higher is better: how often ours fits into the other's time. */
const faster = (id, part, [floor, goal], other, ours) => ({
  ...{ id, part, floor, goal, higher: true, cells: [other, ours] },
  value: ({ paired }) => paired('time', other, ours),
});

/** Lower is better: our time in units of the other's. */
const within = (id, part, [floor, goal], ours, other, quantity = 'time') => ({
  ...{ id, part, floor, goal, cells: [ours, other] },
  value: ({ paired }) => paired(quantity, ours, other),
});

/** Lower is better: a quantity as it is. */
const atMost = (id, part, [floor, goal], ours, quantity, scale = 1) => ({
  ...{ id, part, floor, goal, cells: [ours] },
  value: ({ middle }) => middle(quantity, ours) * scale,
});

/** Lower is better: the worst ratio of N 100 to N 2 over the numbers of handlers. */
const independent = (part, [floor, goal], job) => {
  const pairs = [0, 1, 4].map((h) => [job('ours', 100, h), job('ours', 2, h)]);
  return {
    ...{ id: 'E5', part, floor, goal, cells: pairs.flat() },
    value: ({ paired }) => Math.max(...pairs.map(([many, few]) => paired('time', many, few))),
  };
};

const reference = (part, limits, job, params = {}) => ({
  ...faster('E6', part, limits, cell('reference', job, params), cell('ours', job, params)),
  needs: 'AMGO_BENCH',
});

const h1 = ring('ours', 2, 1);
const drain = (count) => cell('ours', 'drain', { count });
const ringAllocation = (h) => cell('ours', 'ring', { n: 2, h }, 'alloc');
const load = (who) => cell(who, 'load', {}, 'import');
const ownSchema = cell('ours', 'idle-own-schema', { n: 10 }, 'mem', { count: 10_000 });

const engine = [
  faster('E1', '', [40, 60], ring('xstate', 2, 0), ring('ours', 2, 0)),
  faster('E2', '', [20, 30], ring('xstate', 2, 4), ring('ours', 2, 4)),
  within('E3', 'h0', [2, 1.3], ring('ours', 2, 0), ring('jssm', 2, 0)),
  within('E3', 'h1', [1.3, 0.9], h1, ring('jssm', 2, 1)),
  within('E3', 'h4', [1.4, 1], ring('ours', 2, 4), ring('jssm', 2, 4)),
  faster('E4', 'N10', [150, 250], toggle('xstate', 10, 0), toggle('ours', 10, 0)),
  faster('E4', 'N100', [1500, 2300], toggle('xstate', 100, 0), toggle('ours', 100, 0)),
  independent('toggle1', [1.6, 1.25], toggle),
  independent('ring', [1.6, 1.4], ring),
  reference('ring', [40, 70], 'ring', { n: 2, h: 0 }),
  reference('flow', [100, 170], 'flow'),
  reference('service', [100, 150], 'service'),
  reference('toggle1', [2000, 6000], 'toggle1', { n: 100, h: 4 }),
  faster('E7', 'ring', [70, 110], ring('asyncmachine', 2, 0), ring('ours', 2, 0)),
  faster('E7', 'flow', [200, 300], cell('asyncmachine', 'flow'), cell('ours', 'flow')),
  within('E8', '', [1.6, 1.2], cell('ours', 'flow'), ring('ours', 2, 0)),
  within('E9', '', [4, 2.5], cell('ours', 'random', { n: 32 }), toggle('ours', 2, 0)),
  atMost('E9', 'heap-MB', [10, 5], cell('ours', 'random', { n: 32 }, 'heap', { ops: 1e7 }), 'growthMb'),
  within('E10', 'multi', [1.4, 1.2], cell('ours', 'multi'), h1),
  within('E10', 'cancel', [1.4, 1.2], cell('ours', 'cancel'), h1),
  within('E10', 'chain', [1.4, 1.2], cell('ours', 'chain', { k: 10 }), h1),
  within('E11', '50000/100', [2.5, 1.3], drain(50_000), drain(100)),
  within('E11', '100/ring', [2, 1.1], drain(100), h1),
  within('E12', '', [3, 2.2], cell('ours', 'async-cycle'), cell('floor', 'async-cycle')),
  within('E13', '', [0.25, 0.16], cell('ours', 'read'), cell('xstate', 'read')),
  atMost('E14', 'h0', [100, 0], ringAllocation(0), 'bytes'),
  atMost('E14', 'h4', [330, 110], ringAllocation(4), 'bytes'),
  within('E15', 'ratio', [0.12, 0.07], idle('ours', 4), idle('xstate', 4), 'bytes'),
  atMost('E15', 'bytes', [426, 256], idle('ours', 4), 'bytes'),
  {
    ...{ id: 'E15', part: 'per-state', floor: 16, goal: 8, cells: [idle('ours', 4), idle('ours', 10)] },
    value: ({ middle }) => (middle('bytes', idle('ours', 10)) - middle('bytes', idle('ours', 4))) / 6,
  },
  within('E16', '', [4, 1.5], ownSchema, idle('ours', 10), 'bytes'),
  within('E17', '', [0.2, 0.08], idle('ours', 4), idle('xstate', 4)),
  {
    ...{ id: 'E18', part: 'create', floor: 140, goal: 110, cells: [idle('ours', 4, 100_000), idle('ours', 4, 1000)] },
    value: ({ paired }) => 100 * paired('time', idle('ours', 4, 100_000), idle('ours', 4, 1000)),
  },
  within('E18', 'fan', [1.5, 1.15], fan(100_000), fan(1)),
  atMost('E18', 'rss-MB', [60, 30], idle('ours', 4, 100_000), 'rssMb'),
  atMost('E19', 'rss-MB', [undefined, 300], idle('ours', 4, 1_000_000), 'rssMb'),
  within('E19', 'fan', [undefined, 1.4], fan(1_000_000), fan(1)),
  {
    ...{ id: 'E20', part: '', floor: 3, goal: 1.5, cells: [load('nothing'), load('robot3'), load('ours')] },
    value: ({ rounds }) =>
      median(
        rounds('time', [load('ours'), load('nothing'), load('robot3')]).map(([a, none, b]) => (a - none) / (b - none)),
      ),
  },
];

/** Differences of a few percent need more rounds. */
const careful = (made) => ({ ...made, rounds: 15 });
const instrumented = (job) => careful(cell('instrumented', job));
const never = instrumented('never');
const clock = careful(cell('clock', 'read'));
const decoratedBytes = cell('instrumented', 'decorated-off', {}, 'alloc');
const neverBytes = cell('instrumented', 'never', {}, 'alloc');

/** Lower is better: the ratio to the class that was never instrumented, by median and by best batch. */
const atRest = (id, part, [floor, goal], ours, untouched = never) => ({
  ...{ id, part, floor, goal, cells: [untouched, ours] },
  value: ({ paired, best }) => Math.max(paired('time', ours, untouched), best(ours) / best(untouched)),
});

/** Lower is better: what a variant adds, in reads of the clock. */
const added = (id, part, [floor, goal], job) => ({
  ...{ id, part, floor, goal, cells: [never, instrumented(job), clock] },
  value: ({ rounds }) =>
    median(rounds('time', [instrumented(job), never, clock]).map(([some, none, unit]) => (some - none) / unit)),
});

const neverStarted = careful(cell('started', 'never'));
const offAfterUse = careful(cell('started', 'off-after-use'));

/** Lower is better: bytes that a traced machine to which nothing happens keeps more than an untraced one. */
const addedWhileIdle = (part, [floor, goal], traced, untraced, count) => {
  const cells = [traced, untraced].map((job) => cell('started', job, {}, 'mem', { count }));
  return {
    ...{ id: 'I17', part, floor, goal, cells },
    value: ({ middle }) => middle('bytes', cells[0]) - middle('bytes', cells[1]),
  };
};

const instrumentation = [
  atRest('I1', '', [1.03, 1.01], instrumented('decorated-off')),
  {
    ...{ id: 'I1', part: 'bytes', floor: 8, goal: 0, cells: [decoratedBytes, neverBytes] },
    value: ({ middle }) => Math.max(0, middle('bytes', decoratedBytes) - middle('bytes', neverBytes)),
  },
  atRest('I2', '', [1.1, 1.04], offAfterUse, neverStarted),
  atRest('I3', 'no-callback', [1.05, 1.02], instrumented('tracer-without-callbacks')),
  added('I3', 'empty-clocks', [2, 1], 'tracer-of-empty-callbacks'),
  within('I16', '', [1.02, 1], cell('started', 'await-beside'), cell('floor', 'await')),
  addedWhileIdle('bytes', [256, 96], 'idle-traced', 'idle-untraced', 40_000),
  addedWhileIdle('bytes-after-400', [undefined, 4096], 'idle-used-traced', 'idle-used-untraced', 2000),
];

const bare = cell('instrumented', 'never');
const withOtel = (job) => cell('traced', job);
const rawTransition = cell('raw', 'transition');

/** Lower is better: what a variant adds, in units of bare calls of OpenTelemetry. */
const addedTo = (id, part, [floor, goal], ours, unit) => ({
  ...{ id, part, floor, goal, cells: [bare, ours, unit] },
  value: ({ rounds }) => median(rounds('time', [ours, bare, unit]).map(([some, none, one]) => (some - none) / one)),
});

const rawFullTransition = cell('raw', 'full-transition');

/** Lower is better: traced machines in units of bare ones and the bare calls. */
const tracedIn = (part, ours, raw) => ({
  ...{ id: 'I4', part, floor: 1.2, goal: 1, cells: [ours, bare, raw] },
  value: ({ rounds }) => median(rounds('time', [ours, bare, raw]).map(([some, none, calls]) => some / (none + calls))),
});

// The unit is what the reference shows of a transition; what we show takes three spans and four times the attributes. Both are
// compared: with that unit, and with the bare calls of the same spans. `sdk`: through a provider of the program.
const openTelemetry = [
  tracedIn('', withOtel('traced'), rawTransition),
  tracedIn('same-spans', withOtel('traced'), rawFullTransition),
  tracedIn('same-spans-sdk', withOtel('traced-by-sdk'), rawFullTransition),
  tracedIn('reference-sdk', withOtel('reference-by-sdk'), rawTransition),
  within('I5', '', [0.6, 0.45], withOtel('lean'), rawTransition),
  within('I5', 'sdk', [0.6, 0.45], withOtel('lean-by-sdk'), rawTransition),
  addedTo('I6', 'no-sdk', [5, 2], withOtel('traced-without-sdk'), cell('raw', 'span-without-sdk')),
  addedTo('I6', 'not-sampled', [1.5, 1.05], withOtel('traced-not-sampled'), cell('raw', 'span-not-sampled')),
  // Spans past the SDK, made into requests of OTLP by our own encoder.
  within('I7', 'per-transition', [0.15, 0.08], withOtel('native-lean'), rawTransition),
  within('I7', 'with-handlers', [0.4, 0.22], withOtel('native'), rawTransition),
  within('I7', 'same-spans', [undefined, 0.4], withOtel('native'), rawFullTransition),
  addedTo('I10', 'otel', [1.5, 1.1], withOtel('logged'), cell('raw', 'log-record')),
  addedTo('I10', 'own-line', [0.8, 0.4], cell('lines', 'own-line'), cell('pino', 'log-line')),
];

const encoder = (job) => cell('encoder', job);
const exported = (job) => cell('exported', job);
const exportedBySdk = (job) => cell('opentelemetry', job);
const stalled = (job, ...mode) => cell('stalled', job, {}, ...mode);

/** Spans per second are by the clock on the wall in any case; the processor's time of the sender is a goal of its own. */
const exporting = (prefix, [rate, cpu], ours, sdk) => [
  {
    ...{ id: 'I14', part: `${prefix}rate`, floor: rate[0], goal: rate[1], higher: true, cells: [ours, sdk] },
    value: ({ paired }) => paired('wall', sdk, ours),
  },
  within('I14', `${prefix}cpu`, cpu, ours, sdk, 'cpu'),
];

const delivery = [
  within('I13', '', [0.3, 0.09], encoder('spans'), encoder('spans-by-serializer')),
  within('I13', 'machines', [0.3, 0.09], encoder('machine-spans'), encoder('machine-spans-by-serializer')),
  ...exporting(
    '',
    [
      [3, 7],
      [0.3, 0.12],
    ],
    exported('spans'),
    exportedBySdk('spans'),
  ),
  // Ours with the transitions that the spans are of.
  ...exporting(
    'machines-',
    [
      [undefined, 3],
      [undefined, 0.3],
    ],
    exported('machines'),
    exportedBySdk('full-transitions'),
  ),
  within('I18', '', [undefined, 1.2], stalled('stalled'), stalled('taken')),
  atMost('I18', 'heap-MB', [10, 5], stalled('stalled', 'heap', { ops: 1e6 }), 'growthMb'),
];

const metered = (job) => cell('metered', job);

/** Lower is better: what metering adds, in reads of the clock. */
const addedClocks = (part, limits, job) => addedTo('I8', part, limits, metered(job), cell('clock', 'read'));

const metrics = [
  addedClocks('counters', [2, 1.2], 'counted'),
  addedClocks('with-duration', [4, 3], 'timed'),
  // Two more reads for each of the four handlers.
  addedClocks('with-handlers', [undefined, 11], 'timed-handlers'),
  within('I9', '', [0.4, 0.18], metered('timed'), metered('pre-bound')),
  within('I9', 'with-handlers', [undefined, 0.4], metered('timed-handlers'), metered('pre-bound-handlers')),
  within('I15', '', [0.4, 0.1], metered('scrape'), metered('scrape-prom-client')),
];

const recorded = (job) => cell('recording', job);

/** Events per second, for the report: there is no bound to be short of. */
const perSecond = (job) => ({
  ...{ id: 'D1', part: `${job}/s`, floor: undefined, goal: 0, higher: true, cells: [recorded(job)] },
  value: ({ middle }) => 1e9 / middle('time', recorded(job)),
});

/** Recordings of the debugger, next to JSON.parse of the same lines. */
const recordings = [
  faster('D1', 'record', [0.5, 0.9], recorded('parse'), recorded('record')),
  faster('D1', 'index', [2, 4], recorded('parse'), recorded('index')),
  faster('D1', 'events', [0.4, 0.7], recorded('parse'), recorded('events')),
  ...['record', 'index', 'events', 'machine', 'parse'].map(perSecond),
];

const debugged = (job) => cell('debugged', job);
const stream = (job) => cell('stream', job);

const debuggers = [
  addedTo('I11', '', [4, 1.5], debugged('messages'), cell('clock', 'read')),
  addedTo('I11', 'with-lines', [undefined, 30], debugged('messages-and-lines'), cell('clock', 'read')),
  faster('I12', '', [5, 20], stream('json'), stream('ours')),
  {
    ...{ id: 'I12', part: 'cpu', floor: 0.3, goal: 0.1, cells: [stream('ours'), stream('json')] },
    value: ({ rounds }) => median(rounds('cpu', [stream('ours'), stream('json')]).map(([ours, json]) => ours / json)),
  },
];

export const goals = [
  ...engine,
  ...instrumentation,
  ...openTelemetry,
  ...delivery,
  ...metrics,
  ...debuggers,
  ...recordings,
];

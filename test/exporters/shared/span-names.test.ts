import { Parent, Traced } from '../../../decorators/index.js';
import { OtelTraces, RecordingSink } from '../../../src/exporters/otel-traces/index.js';
import type { OtelTracesOptions } from '../../../src/exporters/otel-traces/index.js';
import { spanNamesOf } from '../../../src/exporters/shared/index.js';
import { shapeOf } from '../../../src/instrument/index.js';
import { Machine, defineSchema } from '../../../src/index.js';

const schema = defineSchema({
  Start: {},
  Ready: { auto: true, require: ['Start'] },
  Idle: { auto: true, require: ['Start'] },
  Tick: { multi: true },
  ErrLoad: { add: ['Exception'] },
  Healthcheck: { multi: true },
});

@Traced()
class Feed extends Machine.of(schema) {
  @Traced()
  TickState() {}
  StartEnter() {}
  ReadyState() {
    throw new Error('on purpose');
  }
}

@Parent(() => Feed)
class Item extends Machine.of(schema) {}

class Alone extends Machine.of(schema) {
  @Traced()
  TickState() {}
}

class Unmarked extends Machine.of(schema) {}

/** Names of the spans of machines that did everything, without those of other classes. */
function spansOf(Class: typeof Feed | typeof Alone, options: Partial<OtelTracesOptions>): readonly string[] {
  const sink = new RecordingSink();
  const tracer = new OtelTraces({ sink, autoRoot: false, ...options });
  const machine = new Class({ id: 'm-1' });
  machine.bindTracer(tracer, shapeOf(Class).selection('traced'));
  for (const state of ['Start', 'Tick', 'ErrLoad', 'Healthcheck', 'Exception'] as const) {
    machine.add(state);
    machine.canAdd(state);
    machine.set(state);
    machine.remove(state);
  }
  machine.addErr(new Error('by hand'), 'ErrLoad');
  machine.add(['Start', 'Tick']);
  // It inherits the tracer that is bound by hand.
  if (Class === Feed) machine.submachine(Item, { id: 'child' }).add('Start');
  void machine.dispose();
  return sink.spans.map(({ name }) => name);
}

/** The placeholders as they may look. */
function matcher(pattern: string): RegExp {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const filled = escaped.replace('<i>', '\\d+').replace('<id>', '[\\w-]+').replace('<states>', '\\w+(?: \\w+)+');
  return new RegExp(`^${filled}$`);
}

const cases: readonly Partial<OtelTracesOptions>[] = [
  {},
  { skipHealth: false, skipChecks: false },
  { skipTransitions: true, startRecords: false },
  { naming: 'plain' },
  { naming: 'plain', groups: true, groupSpans: 'lifetime' },
  { scope: 'cause', groups: true },
  { handlers: 'both' },
  { stateSpans: false, groups: true },
];

test.each(cases)('no machine has a span of another name: %j', (options) => {
  for (const Class of [Feed, Alone]) {
    const patterns = spanNamesOf(shapeOf(Class), options).map(matcher);
    const unknown = spansOf(Class, options).filter((name) => !patterns.some((pattern) => pattern.test(name)));
    expect(unknown).toEqual([]);
  }
});

test('every name but the unlikely ones occurs when everything is done', () => {
  const names = spansOf(Feed, {});
  const missing = spanNamesOf(shapeOf(Feed), {}).filter(
    (pattern) => !names.some((name) => matcher(pattern).test(name)),
  );
  for (const name of missing) expect(name).toMatch(/\[(?:add|set|remove)\]/);
});

test('health transitions and lists of states count as the mark says, unless the tracer says otherwise', () => {
  @Traced({ health: true, states: { skip: ['Tick'] } })
  class Beating extends Machine.of(schema) {}

  const names = spanNamesOf(shapeOf(Beating));
  expect(names).toEqual(expect.arrayContaining(['<i>: [add] Healthcheck', '<i>:Healthcheck [M]', '<i>: [add] Tick']));
  expect(names).not.toContain('<i>:Tick [M]');
  expect(spanNamesOf(shapeOf(Beating), { skipHealth: true }).join()).not.toContain('Healthcheck');
});

test('without spans of states there are no names of states and their groups', () => {
  const names = spanNamesOf(shapeOf(Feed), { stateSpans: false, groups: true, skipTransitions: true });
  expect(names).toEqual(['mach:<i>:<id>', 'mach:<i>:<id> lifetime', '<i>:submachines', 'TickState']);
});

test('names are those of the schema', () => {
  expect(spanNamesOf(shapeOf(Alone))).toEqual([
    'mach:<i>:<id>',
    'mach:<i>:<id> lifetime',
    '<i>:submachines',
    '<i>:transitions',
    ...['add', 'remove', 'set'].flatMap((type) =>
      ['Start', 'Ready', 'Idle', 'Tick', 'ErrLoad', 'Exception', '<states>'].flatMap((states) => {
        const name = `<i>: [${type}] ${states}`;
        return type !== 'remove' && /Err|Exc|</.test(states) ? [name, `!${name}`] : [name];
      }),
    ),
    'TickState',
  ]);
});

test('a class without the mark has none', () => {
  expect(spanNamesOf(shapeOf(Unmarked))).toEqual([]);
});

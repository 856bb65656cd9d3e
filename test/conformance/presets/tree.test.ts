import { Machine, defineSchema } from '../../../src/index.js';
import { Parent, Traced } from '../../../decorators/index.js';
import { PRESETS, pathOf, plainSpans, run, spanOf } from './run.js';

const schema = defineSchema({
  Start: {},
  Busy: { auto: true, require: ['Start'] },
  Tick: { multi: true },
});

@Traced()
class Feed extends Machine.of(schema) {}

@Parent(() => Feed)
class Item extends Machine.of(schema) {}

const sorted = (names: Iterable<string>): readonly string[] => [...names].sort();

describe.each(PRESETS)('under preset %s, the tree', (preset) => {
  it('holds machines, states, activations and transitions (1)', async () => {
    const ran = await run(preset, () => {
      const feed = new Feed({ id: 'feed' });
      feed.add(['Start', 'Tick']);
      feed.add('Tick');
      feed.submachine(Item, { id: 'item' }).add('Start');
    });
    const feed = 'root > mach:0:feed';
    const item = `${feed} > 0:submachines > mach:1:item`;
    const states = (path: string, names: readonly string[]) =>
      names.flatMap((name) => [`${path} > ${name}`, `${path} > ${name} > ${name}`]);
    const transitions = (path: string, names: readonly string[]) => names.map((name) => `${path} > ${name}`);
    expect(sorted(plainSpans(ran).map((span) => pathOf(ran, span)))).toEqual(
      sorted([
        ...['root', feed, `${feed} > 0:submachines`, `${feed} > 0:states`, `${feed} > 0:transitions`],
        ...states(`${feed} > 0:states`, ['0:Start', '0:Busy', '0:Tick [M]']),
        ...transitions(`${feed} > 0:transitions`, ['0: [add] Start Tick', '0: [add] Busy', '0: [add] Tick']),
        ...[item, `${item} > 1:states`, `${item} > 1:transitions`],
        ...states(`${item} > 1:states`, ['1:Start', '1:Busy']),
        ...transitions(`${item} > 1:transitions`, ['1: [add] Start', '1: [add] Busy']),
      ]),
    );
  });

  it('says of machines, groups, activations and transitions what they are (1)', async () => {
    const ran = await run(preset, () => {
      const feed = new Feed({ id: 'feed' });
      feed.add(['Start', 'Tick']);
      feed.add('Tick');
      feed.submachine(Item, { id: 'item' });
    });
    expect(spanOf(ran, 'mach:0:feed').attributes).toMatchObject({ id: 'feed' });
    for (const group of ['0:states', '0:transitions', '0:submachines']) {
      expect(spanOf(ran, group).attributes).toMatchObject({ mach_id: 'feed' });
    }
    const first = spanOf(ran, '0: [add] Start Tick');
    expect(first.attributes).toMatchObject({
      ...{ mutation: '0: [add] Start Tick', time_before: 0, time_after: 2, accepted: true, auto: false },
      states_diff: '+Tick +Start',
    });
    expect(spanOf(ran, '0: [add] Busy').attributes).toMatchObject({ auto: true, states_diff: '+Busy' });
    expect(spanOf(ran, '0: [add] Tick').attributes).toMatchObject({
      time_before: 3,
      time_after: 5,
      states_diff: '+Tick',
    });
    const activation = ran.spans.find(
      ({ name, attributes: { tx_id: id } }) => name === '0:Tick [M]' && id !== undefined,
    );
    expect(activation?.attributes).toMatchObject({ tx_id: first.attributes['tx_id'] });
    expect(activation?.events.map(({ name }) => name)).toEqual(['[add] Start Tick', '[add] Tick']);
  });

  it('has an index for every machine of a trace, top-level ones too (2)', async () => {
    const ran = await run(preset, () => {
      new Feed({ id: 'a' }).submachine(Item, { id: 'b' });
      new Feed({ id: 'c' });
    });
    const machines = plainSpans(ran).filter(({ name }) => name.startsWith('mach:'));
    expect(sorted(machines.map(({ name }) => name))).toEqual(['mach:0:a', 'mach:1:b', 'mach:2:c']);
    expect(new Set(ran.spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  });

  it('is left behind in order: activations before their machine, the newest machine first (3)', async () => {
    const ran = await run(preset, () => {
      for (const id of ['a', 'b']) new Feed({ id }).add('Start');
    });
    const ends = plainSpans(ran)
      .filter(({ name, attributes: { tx_id: id } }) => /^\d:[A-Z]/.test(name) && id !== undefined)
      .map(({ name }) => name);
    expect(ends.map((name) => name[0])).toEqual(['1', '1', '0', '0']);
  });

  it('does not grow once the machine is disposed of (3)', async () => {
    let after: readonly string[] = [];
    const ran = await run(preset, async () => {
      const feed = new Feed({ id: 'feed' });
      feed.add('Tick');
      await feed.dispose();
      after = [String(feed.add('Start'))];
    });
    expect(after).toEqual(['1']);
    expect(ran.spans.filter(({ name }) => name.includes('[add] Start'))).toEqual([]);
  });

  it('begins where the tracer comes late (12)', async () => {
    const feed = new Feed({ id: 'early' });
    feed.add('Start');
    const ran = await run(preset, () => {
      feed.add('Tick');
      feed.remove('Busy');
    });
    expect(pathOf(ran, spanOf(ran, '0: [add] Tick'))).toBe('root > mach:0:early > 0:transitions > 0: [add] Tick');
    const open = plainSpans(ran).filter(({ name }) => name === '0:Start');
    expect(open).toHaveLength(preset === 'go' ? 0 : 2);
    if (preset === 'default') {
      expect(open.map(({ attributes }) => attributes['asyncmachine.state.preexisting'])).toContain(true);
    }
  });
});

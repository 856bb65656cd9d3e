import { Machine, defineSchema } from '../../../src/index.js';
import { Parent, Traced } from '../../../decorators/index.js';
import { PRESETS, plainSpans, run } from './run.js';
import type { Run } from './run.js';

const schema = defineSchema({ A: {}, B: {}, C: {} });

@Traced()
class Feed extends Machine.of(schema) {}

@Parent(() => Feed)
class Item extends Machine.of(schema) {}

@Parent(() => Item)
class Part extends Machine.of(schema) {}

const statesOf = (ran: Run): string =>
  [...new Set(plainSpans(ran).flatMap(({ name }) => /^0:([A-Z])$/.exec(name)?.[1] ?? []))].sort().join('');

/** Lists, what shows, and what shows in the reference where that differs. */
const table: readonly (readonly [string, readonly string[], readonly string[], string, string?])[] = [
  ['no list', [], [], 'ABC'],
  ['a state skipped', [], ['A'], 'BC'],
  ['a state of the machine skipped', [], ['feed:A'], 'BC'],
  ['a state of another machine skipped', [], ['other:A'], 'ABC'],
  ['an entry with two colons', [], ['feed:A:B'], 'ABC'],
  ['a state allowed', ['A'], [], 'A'],
  ['states allowed by expression', ['/^feed:[AB]$/'], [], 'AB'],
  ['states allowed either way', ['C', '/^feed:A$/'], [], 'AC'],
  ['a state allowed and skipped', ['A', 'B'], ['A'], 'B'],
  ['a state skipped by expression', [], ['/:A$/'], 'BC'],
  ['a state skipped by expression, others allowed', ['B'], ['/:A$/'], 'B', 'BC'],
];

describe.each(PRESETS)('under preset %s, states (5)', (preset) => {
  it.each(table)('with %s', async (_name, allow, skip, shown, inReference = shown) => {
    const program = () => new Feed({ id: 'feed' }).add(['A', 'B', 'C']);
    const ran = await run(preset, program, { traces: { states: { allow: [...allow], skip: [...skip] } } });
    expect(statesOf(ran)).toBe(preset === 'go' ? inReference : shown);
  });

  it('of a submachine whose id an expression skips are hidden with all below it', async () => {
    const program = () => {
      const feed = new Feed({ id: 'feed' });
      feed.submachine(Item, { id: 'hidden-item' }).submachine(Part, { id: 'part' });
      feed.submachine(Item, { id: 'item' });
    };
    const ran = await run(preset, program, {
      instrumentUnmarked: false,
      traces: { states: { skip: ['/^hidden/'] } },
    });
    const machines = plainSpans(ran).flatMap(({ name }) => (name.startsWith('mach:') ? [name.split(':')[2]] : []));
    expect(machines).toEqual(['feed', 'item']);
  });
});

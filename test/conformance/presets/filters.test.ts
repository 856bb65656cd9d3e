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

interface Row {
  readonly name: string;
  readonly allow?: string[];
  readonly skip?: string[];
  readonly shown: string;
  /** Where it differs. */
  readonly inReference?: string;
}

const table: readonly Row[] = [
  { name: 'no list', shown: 'ABC' },
  { name: 'a state skipped', skip: ['A'], shown: 'BC' },
  { name: 'a state of the machine skipped', skip: ['feed:A'], shown: 'BC' },
  { name: 'a state of another machine skipped', skip: ['other:A'], shown: 'ABC' },
  { name: 'an entry with two colons', skip: ['feed:A:B'], shown: 'ABC' },
  { name: 'a state allowed', allow: ['A'], shown: 'A' },
  { name: 'states allowed by expression', allow: ['/^feed:[AB]$/'], shown: 'AB' },
  { name: 'states allowed either way', allow: ['C', '/^feed:A$/'], shown: 'AC' },
  { name: 'a state allowed and skipped', allow: ['A', 'B'], skip: ['A'], shown: 'B' },
  { name: 'a state skipped by expression', skip: ['/:A$/'], shown: 'BC' },
  { name: 'one skipped by expression, another allowed', allow: ['B'], skip: ['/:A$/'], shown: 'B', inReference: 'BC' },
];

describe.each(PRESETS)('under preset %s, states (5)', (preset) => {
  it.each(table)('with $name', async ({ allow = [], skip = [], shown, inReference = shown }) => {
    const program = () => new Feed({ id: 'feed' }).add(['A', 'B', 'C']);
    const ran = await run(preset, program, { traces: { states: { allow, skip } } });
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

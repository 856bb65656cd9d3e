import fc from 'fast-check';
import { Packer } from '../../../src/exporters/otel-traces/packer.js';
import { settingsOf } from '../../../src/exporters/otel-traces/settings.js';
import { LINK_TRANSITION, packSlot, unpackSlot } from '../../../src/exporters/otel-traces/slot-packing.js';
import type { SinkSpan, SpanEvent, SpanLink, SpanStart } from '../../../src/exporters/otel-traces/span-sink.js';
import type { StateSlot } from '../../../src/exporters/otel-traces/state-slots.js';
import { Unpacker } from '../../../src/exporters/otel-traces/unpacker.js';
import type { TraceContext } from '../../../src/tracer/index.js';
import { LIKE, PLACE, attributes, contexts, ids, texts, times, told } from './packing.js';

/** Tells what it is given when a span is taken up again. */
const spanOf = (context: TraceContext, start: SpanStart, events: readonly SpanEvent[]): SinkSpan =>
  ({ context, start, events, held: () => ({ links: start.links ?? [], events }) }) as unknown as SinkSpan;

const sink = { start: (start: SpanStart) => spanOf(LIKE, start, []), resume: spanOf };
/** A transition whose id some attributes have, and whose span some others are near. */
const LAST = { txId: 'word', context: { ...LIKE, spanId: 'b7ad6b7100000010' } };
const counts = fc.oneof(fc.constantFrom(0, 1), fc.maxSafeNat());

const links = fc.record({ context: contexts, attributes: fc.oneof(fc.constant(LINK_TRANSITION), attributes) });

const held = fc.record({
  links: fc.array(links as fc.Arbitrary<SpanLink>, { maxLength: 3 }),
  events: fc.array(fc.record({ name: texts, timeMs: times, attributes }), { maxLength: 3 }),
});

const slots = fc.record({
  state: texts,
  label: fc.option(texts, { nil: undefined }),
  isMulti: fc.boolean(),
  group: contexts,
  context: fc.option(contexts, { nil: undefined }),
  attributes,
  sinceMs: times,
  counts: fc.option(fc.record({ segment: counts, reentries: counts, events: counts }), { nil: undefined }),
  held,
  isTold: fc.boolean(),
});

const owners = fc.record({
  settings: fc.constantFrom(settingsOf({ sink }), settingsOf({ sink, naming: 'plain' })),
  machineId: ids,
  index: fc.nat(),
  createdMs: times,
});

type Given = typeof slots extends fc.Arbitrary<infer S> ? S : never;
type Owner = typeof owners extends fc.Arbitrary<infer O> ? O : never;

function slotOf(given: Given, { settings, index }: Owner): StateSlot {
  const { state, group, sinceMs, isTold } = given;
  const label = given.label ?? settings.naming.state(index, state, given.isMulti);
  const slot = { state, label, group, span: undefined, next: undefined, isShown: false };
  const empty = { attributes: undefined, sinceMs: 0, segment: 1, reentries: 0, events: 0 };
  if (given.context === undefined) return { ...slot, ...empty };
  const events = isTold ? [{ name: 'told', timeMs: sinceMs, attributes: undefined }] : given.held.events;
  const counted = given.counts ?? { segment: 1, reentries: 0, events: events.length };
  const start = { name: label, parent: group, timeMs: sinceMs, links: given.held.links };
  return { ...slot, ...counted, attributes: given.attributes, sinceMs, span: spanOf(given.context, start, events) };
}

/** What can be compared of a slot. */
function plain({ group, span, attributes: own, ...slot }: StateSlot): unknown {
  const { links, events } = span?.held?.() ?? { links: [], events: [] };
  const linked = links.map((link) => [told(link.context), link.attributes]);
  return { ...slot, group: told(group), own, span: told(span?.context), linked, events };
}

it('what is kept of states is unpacked as it was packed', () => {
  fc.assert(
    fc.property(fc.array(slots, { maxLength: 4 }), owners, (given, owner) => {
      const all = given.map((each) => slotOf(each, owner));
      const packer = new Packer(PLACE);
      packer.follow(LAST);
      expect(all.every((slot) => packSlot(packer, slot, owner))).toBe(true);
      const unpacker = new Unpacker(packer.packed() as string, PLACE);
      unpacker.follow(LAST);
      expect(all.map(() => plain(unpackSlot(unpacker, owner)))).toEqual(all.map(plain));
      expect(unpacker.isAtEnd).toBe(true);
    }),
    { numRuns: 500 },
  );
});

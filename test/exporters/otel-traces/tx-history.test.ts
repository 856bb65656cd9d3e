import fc from 'fast-check';
import { PackedHistory } from '../../../src/exporters/otel-traces/packed-history.js';
import { TxHistory } from '../../../src/exporters/otel-traces/tx-history.js';
import { PLACE, hexIds, ids } from './packing.js';
import { parseTraceparent } from '../../../src/exporters/otel-traces/index.js';

const contextOf = (n: number, trace = 'a') => ({
  traceId: trace.repeat(32),
  spanId: String(n).padStart(16, '0'),
  traceFlags: 1,
});

describe('the history of transitions', () => {
  it('forgets the oldest beyond its limit', () => {
    const history = new TxHistory(3);
    for (let n = 1; n <= 5; n++) history.add(`tx${String(n)}`, contextOf(n));
    expect(['tx2', 'tx3', 'tx5'].map((id) => history.get(id)?.spanId)).toEqual([
      undefined,
      contextOf(3).spanId,
      contextOf(5).spanId,
    ]);
  });

  it('takes a few bytes for each transition of a machine', () => {
    const history = new TxHistory(300);
    for (let n = 1; n <= 300; n++) history.add(n.toString(16).padStart(16, '0'), contextOf(n));
    expect(history.pack(PLACE)?.length).toBeLessThan(300 * 4);
  });

  it('has none where none are wanted', () => {
    const history = new TxHistory(0);
    history.add('tx', contextOf(1));
    expect([history.newest, history.get('tx'), history.pack(PLACE)]).toEqual([undefined, undefined, '']);
  });

  it('remembers the same however often it is packed, whatever traces they are in', () => {
    const spans = fc.array(
      fc.record({
        trace: fc.constantFrom('a', 'a', 'b', 'c'),
        other: fc.option(fc.record({ txId: ids, spanId: hexIds }), { nil: undefined }),
        isHex: fc.boolean(),
        before: fc.subarray(['b', 'c', 'd']),
        packs: fc.option(fc.constantFrom('a', 'b')),
      }),
      { maxLength: 30 },
    );
    const property = fc.property(spans, fc.integer({ min: 1, max: 12 }), (added, limit) => {
      const plain = new TxHistory(limit);
      let packed = new TxHistory(limit);
      const given = added.map(({ trace, other, isHex, packs, before }, n) => {
        const id = other?.txId ?? (isHex ? String(n).padStart(16, 'f') : `tx ${String(n)}`);
        const context = contextOf(n, trace);
        if (other !== undefined) context.spanId = other.spanId;
        for (const history of [plain, packed]) history.add(id, context);
        if (packs !== null) {
          const place = { context: contextOf(0, packs), before: before.map((digit) => contextOf(0, digit)) };
          if (n % 2 === 0) packed.packUp(place);
          else packed = new TxHistory(limit, new PackedHistory(packed.pack(place) as string, place));
        }
        return id;
      });
      for (const id of [...given, 'unknown']) expect(packed.get(id)).toEqual(plain.get(id));
      expect(packed.newest?.txId).toBe(given.at(-1));
      expect(packed.newest?.context).toEqual(plain.newest?.context);
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe('parseTraceparent', () => {
  it('reads a W3C traceparent', () => {
    expect(parseTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
    });
  });

  it.each([
    '',
    'garbage',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
  ])('refuses %p', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });
});

import { ROOT_CONTEXT, createTraceState, defaultTextMapSetter, propagation, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import fc from 'fast-check';
import type { TraceCarrier } from 'statescope';
import { propagatorOf } from '../../../src/exporters/otel-traces/index.js';
import type { PropagatorName } from '../../../src/exporters/otel-traces/index.js';
import { baggageText, parseBaggage } from '../../../src/exporters/otel-traces/baggage-text.js';
import { FIELDS, Propagation } from '../../../src/exporters/otel-traces/propagation.js';
import { parseTraceparent, traceparentOf } from '../../../src/exporters/otel-traces/traceparent.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const TRACEPARENT = `00-${TRACE}-${SPAN}-01`;

const extracted = (carrier: TraceCarrier, names: readonly PropagatorName[] = ['tracecontext', 'baggage']) =>
  propagatorOf(names).extract(ROOT_CONTEXT, carrier, FIELDS);
const injected = (context: Context, names: readonly PropagatorName[] = ['tracecontext', 'baggage']) => {
  const fields: Record<string, string> = {};
  propagatorOf(names).inject(context, fields, defaultTextMapSetter);
  return fields;
};

describe('a traceparent', () => {
  it('names a span', () => {
    expect(parseTraceparent(TRACEPARENT)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 1 });
    expect(parseTraceparent(` 00-${TRACE}-${SPAN}-00 `)).toMatchObject({ traceFlags: 0 });
  });

  it('may have more to it in versions to come', () => {
    for (const text of [`cc-${TRACE}-${SPAN}-01`, `cc-${TRACE}-${SPAN}-01-what-the-future-has`]) {
      expect(parseTraceparent(text)).toMatchObject({ traceId: TRACE });
    }
  });

  it.each([
    '',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}-01.`,
    `cc-${TRACE}-${SPAN}-01.what`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE.slice(1)}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-1`,
    `00-${TRACE}-${SPAN}-0x`,
    `00${TRACE}${SPAN}01`,
  ])('is refused when it is malformed: %j', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('is read as it was written', () => {
    const hex = (length: number) =>
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: length, maxLength: length });
    fc.assert(
      fc.property(hex(31), hex(15), fc.integer({ min: 0, max: 255 }), (traceId, spanId, traceFlags) => {
        const context = { traceId: `1${traceId}`, spanId: `1${spanId}`, traceFlags };
        expect(parseTraceparent(traceparentOf(context))).toEqual(context);
      }),
    );
  });
});

describe('baggage', () => {
  it('has values, percent-encoded, and properties', () => {
    const baggage = parseBaggage('userId=alice, serverNode = DF%2028 ;p1;p2=v2,isProduction=false,a==b');
    expect(baggage?.getAllEntries().map(([name, { value }]) => [name, value])).toEqual([
      ['userId', 'alice'],
      ['serverNode', 'DF 28'],
      ['isProduction', 'false'],
      ['a', '=b'],
    ]);
    expect(baggage?.getEntry('serverNode')?.metadata?.toString()).toBe('p1;p2=v2');
  });

  it('is nothing without a member that can be read', () => {
    for (const text of ['', ',', 'alone', '=x', 'a b=c', 'ä=1', 'a=%E0%A4%A', ';=,']) {
      expect(parseBaggage(text)).toBeUndefined();
    }
    expect(parseBaggage('bad,good=1,a=%')?.getAllEntries()).toEqual([['good', { value: '1' }]]);
  });

  it('is read as it was written', () => {
    const name = fc.string({ unit: fc.constantFrom(...Array.from('abzAZ09-_.~!#$%&')), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.dictionary(name, fc.string({ unit: 'grapheme' }), { noNullPrototype: true }), (values) => {
        const entries = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value }]));
        const text = baggageText(propagation.createBaggage(entries));
        expect(Object.fromEntries(parseBaggage(text)?.getAllEntries() ?? [])).toEqual(entries);
      }),
    );
  });

  it('is cut off where headers end, at a member', () => {
    const entries = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`k${String(i)}`, { value: 'x'.repeat(90) }]),
    );
    const text = baggageText(propagation.createBaggage(entries));
    expect(text.length).toBeLessThanOrEqual(8192);
    expect(parseBaggage(text)?.getAllEntries().length).toBeGreaterThan(80);
    const long = Array.from({ length: 300 }, (_, i) => `k${String(i)}=v`).join(',');
    expect(parseBaggage(long)?.getAllEntries()).toHaveLength(180);
    expect(parseBaggage(`a=1,b=${'x'.repeat(9000)}`)?.getAllEntries()).toEqual([['a', { value: '1' }]]);
  });

  it('has no names that headers cannot have', () => {
    expect(baggageText(propagation.createBaggage({ 'a b': { value: '1' }, c: { value: 'd,e;f' } }))).toBe(
      'c=d%2Ce%3Bf',
    );
  });
});

describe('the propagators', () => {
  const all = { traceparent: TRACEPARENT, tracestate: 'a=1,b=2', baggage: 'c=d' };

  it('read and write what they are for', () => {
    expect(injected(extracted(all))).toEqual(all);
    expect(injected(extracted(all, ['tracecontext']))).toEqual({ traceparent: TRACEPARENT, tracestate: 'a=1,b=2' });
    expect(injected(extracted(all, ['baggage']))).toEqual({ baggage: 'c=d' });
    expect(extracted(all, [])).toBe(ROOT_CONTEXT);
    expect(injected(extracted(all), [])).toEqual({});
    expect(propagatorOf(['tracecontext', 'baggage', 'baggage']).fields()).toEqual([
      'traceparent',
      'tracestate',
      'baggage',
    ]);
  });

  it('say that a span is of another process', () => {
    expect(trace.getSpanContext(extracted(all))).toMatchObject({ traceId: TRACE, spanId: SPAN, isRemote: true });
  });

  it('read headers and variables, in any case, repeated ones too', () => {
    const capitals = { Traceparent: TRACEPARENT, TRACESTATE: 'a=1', Baggage: ['c=d', 'e=f'] };
    expect(injected(extracted(capitals))).toEqual({ traceparent: TRACEPARENT, tracestate: 'a=1', baggage: 'c=d,e=f' });
    for (const carrier of [new Headers(all), new Map(Object.entries(all))]) {
      expect(injected(extracted(carrier))).toEqual(all);
    }
    expect(injected(extracted({ get: 'a header', baggage: 'c=d' }))).toEqual({ baggage: 'c=d' });
  });

  it('keep nothing of a state whose trace cannot be read', () => {
    expect(extracted({ traceparent: 'nonsense', tracestate: 'a=1' })).toBe(ROOT_CONTEXT);
    expect(injected(extracted({ traceparent: TRACEPARENT, tracestate: '===' }))).toEqual({ traceparent: TRACEPARENT });
  });

  it('write the state that a tracer has changed', () => {
    const span = { traceId: TRACE, spanId: SPAN, traceFlags: 0, traceState: createTraceState('a=1').set('z', '9') };
    expect(injected(trace.setSpanContext(ROOT_CONTEXT, span))).toEqual({
      traceparent: `00-${TRACE}-${SPAN}-00`,
      tracestate: 'z=9,a=1',
    });
  });

  it('survive whatever a message holds', () => {
    const read = (carrier: unknown) =>
      new Propagation().read({ machineId: 'm', transitionId: 't', machineTime: 0, carrier: carrier as never });
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ traceparent: fc.anything(), baggage: fc.anything() })),
        (carrier) => {
          expect(read(carrier).span).toBeUndefined();
        },
      ),
    );
    const hostile = {
      get traceparent(): string {
        throw new Error('no');
      },
    };
    expect(read(hostile).span).toBeUndefined();
  });
});

import { Machine, defineSchema } from 'statescope';
import { indexesOf, shareIndexes } from '../../../src/exporters/otel-traces/trace-indexes.js';
import { Traced } from './support.js';

class Feed extends Machine.of(defineSchema({ A: {} })) {}

const parentOf = (digit: string) => ({ traceId: `${digit}7`.repeat(16), spanId: 'b'.repeat(16), traceFlags: 1 });
const machinesOf = ({ sink }: Traced) => sink.spans.map(({ name }) => name).filter((name) => name.startsWith('mach:'));

describe('the indexes of machines', () => {
  it('are those of their trace, whichever tracer they have', () => {
    const parent = parentOf('1');
    const [one, two] = [new Traced({ parent }), new Traced({ parent: { ...parent, spanId: 'c'.repeat(16) } })];
    for (const id of ['a', 'b']) for (const { tracer } of [one, two]) new Feed({ id, tracers: [tracer] });
    expect([...machinesOf(one), ...machinesOf(two)]).toEqual(['mach:0:a', 'mach:2:b', 'mach:1:a', 'mach:3:b']);
  });

  it('go on in a trace that another tracer began', () => {
    const first = new Traced({ autoRoot: true });
    new Feed({ id: 'a', tracers: [first.tracer] });
    const root = first.span('root').context;
    const second = new Traced({ parent: root });
    new Feed({ id: 'b', tracers: [second.tracer] });
    new Feed({ id: 'c', tracers: [first.tracer] });
    expect([machinesOf(first), machinesOf(second)]).toEqual([['mach:0:a', 'mach:2:c'], ['mach:1:b']]);
  });

  it('begin at 0 in every trace of its own, and stay when it rotates', () => {
    const traced = new Traced({ autoRoot: true, rotate: { spans: 20 } });
    const feed = new Feed({ id: 'a', tracers: [traced.tracer] });
    for (let i = 0; i < 30; i++) feed.toggle('A');
    new Feed({ id: 'b', tracers: [traced.tracer] });
    expect(new Set(machinesOf(traced))).toEqual(new Set(['mach:0:a', 'mach:1:b']));
    expect(traced.all('root').length).toBeGreaterThan(1);
  });

  it('are kept for a bounded number of traces, the ones used last', () => {
    const kept = indexesOf(parentOf('2'));
    const dropped = indexesOf(parentOf('3'));
    for (let i = 0; i < 1100; i++) {
      indexesOf({ ...parentOf('4'), traceId: i.toString(16).padStart(32, 'e') });
      indexesOf(parentOf('2'));
    }
    expect(indexesOf(parentOf('2'))).toBe(kept);
    expect(indexesOf(parentOf('3'))).not.toBe(dropped);
  });

  it('are not shared by what has no identity', () => {
    const none = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };
    const counter = { next: 5 };
    shareIndexes(none, counter);
    expect(indexesOf(none)).not.toBe(counter);
  });
});

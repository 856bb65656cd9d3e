import fc from 'fast-check';
import { IdIndex } from '../../../src/exporters/otel-traces/id-index.js';

/** A table whose slots hold ids, as the index is to be used: a slot is filled while the index has it. */
class Table {
  readonly ids: string[] = [];
  readonly index = new IdIndex((slot) => this.ids[slot] ?? 'empty');
  readonly #free: number[] = [];

  add(id: string): number {
    const slot = this.#free.pop() ?? this.ids.length;
    this.ids[slot] = id;
    this.index.set(id, slot);
    return slot;
  }

  remove(slot: number): void {
    this.index.delete(this.ids[slot] as string, slot);
    this.ids[slot] = 'gone';
    this.#free.push(slot);
  }
}

describe('an index of ids', () => {
  it('finds the same as a map does, whatever comes and goes', () => {
    const ids = fc.oneof(fc.nat(29).map(String), fc.string({ unit: 'binary' }));
    const adding = fc.record({ id: ids, removes: fc.constant(undefined) });
    const removing = fc.record({ id: fc.constant(undefined), removes: fc.nat() });
    const steps = fc.array(fc.oneof({ weight: 3, arbitrary: adding }, { weight: 2, arbitrary: removing }), {
      maxLength: 200,
    });
    const property = fc.property(steps, (given) => {
      const table = new Table();
      const expected = new Map<string, number>();
      const slots: number[] = [];
      for (const { id, removes } of given) {
        if (id !== undefined) {
          const slot = table.add(id);
          slots.push(slot);
          expected.set(id, slot);
        } else if (slots.length > 0) {
          const [slot] = slots.splice(removes % slots.length, 1) as [number];
          const known = table.ids[slot] as string;
          table.remove(slot);
          if (expected.get(known) === slot) expected.delete(known);
        }
        expect(table.index.size).toBe(expected.size);
      }
      for (const { id = '' } of given) expect([id, table.index.get(id)]).toEqual([id, expected.get(id)]);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('finds each of very many, and none of them once they are gone', () => {
    const table = new Table();
    const count = 20_000;
    for (let i = 0; i < count; i++) table.add(`machine-${String(i)}`);
    const found = (): number => table.ids.filter((id, slot) => table.index.get(id) === slot).length;
    expect(found()).toBe(count);
    for (let slot = 0; slot < count; slot += 2) table.remove(slot);
    expect(found()).toBe(count / 2);
    for (let slot = 1; slot < count; slot += 2) table.remove(slot);
    expect([table.index.size, table.index.get('machine-0'), table.index.get('gone')]).toEqual([
      0,
      undefined,
      undefined,
    ]);
  });

  it('leaves an id alone that another slot has by now', () => {
    const table = new Table();
    const older = table.add('twin');
    const newer = table.add('twin');
    table.remove(older);
    expect(table.index.get('twin')).toBe(newer);
    table.remove(newer);
    expect(table.index.get('twin')).toBeUndefined();
  });
});

import { Numbered } from '../../../src/exporters/otel-traces/numbered.js';
import { survivors } from '../../../src/testing/garbage.js';

describe('a thing that has a number', () => {
  it('is found by it until it is named no more', () => {
    const numbered = new Numbered<object>();
    const [one, other] = [{}, {}];
    expect([numbered.take(one), numbered.take(other), numbered.take(one)]).toEqual([1, 2, 1]);
    numbered.release(1);
    expect(numbered.get(1)).toBe(one);
    numbered.release(1);
    expect([numbered.get(0), numbered.get(1), numbered.get(2)]).toEqual([undefined, undefined, other]);
  });

  it('leaves its number to another one', () => {
    const numbered = new Numbered<object>();
    const numbers = Array.from({ length: 100 }, () => {
      const number = numbered.take({});
      numbered.release(number);
      return number;
    });
    expect(new Set(numbers)).toEqual(new Set([1]));
  });

  it('is not kept when it is named no more', async () => {
    const numbered = new Numbered<object>();
    const name = (): WeakRef<object> => {
      const thing = {};
      numbered.release(numbered.take(thing));
      return new WeakRef(thing);
    };
    const references = [name(), name()];
    expect(await survivors(references)).toEqual([]);
    expect(numbered.take({})).toBe(1);
  });

  it('is nothing to release where none is', () => {
    const numbered = new Numbered<object>();
    numbered.release(0);
    numbered.release(7);
    expect(numbered.take({})).toBe(1);
  });
});

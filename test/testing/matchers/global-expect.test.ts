import { extendGlobalExpect } from '../../../src/testing/matchers/global-expect.js';
import { machineMatchers } from '../../../src/testing/index.js';

const VITEST = Symbol.for('expect-global');
const held = globalThis as { expect?: unknown; [VITEST]?: unknown };
const { expect: own } = held;

afterEach(() => {
  held.expect = own;
  held[VITEST] = undefined;
});

const extendable = () => {
  const given: object[] = [];
  return { given, extend: (matchers: object) => given.push(matchers) };
};

/** What of both is extended. */
function extended(global: unknown, ofVitest: unknown): void {
  held.expect = global;
  held[VITEST] = ofVitest;
  extendGlobalExpect();
  held.expect = own;
}

test('the global expect gets the matchers, and that of vitest where none is global', () => {
  const [global, ofVitest] = [extendable(), extendable()];
  extended(global, ofVitest);
  expect([global.given, ofVitest.given]).toEqual([[machineMatchers], []]);
  extended(undefined, ofVitest);
  expect(ofVitest.given).toEqual([machineMatchers]);
});

test.each([undefined, {}, () => undefined])('an expect that is %p is left alone', (global) => {
  expect(() => extended(global, undefined)).not.toThrow();
});

import { machineMatchers } from './machine-matchers.js';

/** Where vitest keeps its `expect`, be it global or not. */
const OF_VITEST = Symbol.for('expect-global');

interface Expect {
  extend?(matchers: object): void;
}

/**
 * Adds the matchers to the `expect` of the test runner that runs: a global one, or that of vitest. Without either, the test file
 * does: `expect.extend(machineMatchers)`.
 */
export function extendGlobalExpect(): void {
  const { expect, [OF_VITEST]: ofVitest } = globalThis as {
    readonly expect?: Expect;
    readonly [OF_VITEST]?: Expect;
  };
  (expect ?? ofVitest)?.extend?.(machineMatchers);
}

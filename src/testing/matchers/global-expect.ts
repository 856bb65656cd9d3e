import { machineMatchers } from './machine-matchers.js';

/** Adds the matchers to the global `expect` of a test runner; without one, the test file does: `expect.extend(machineMatchers)`. */
export function extendGlobalExpect(): void {
  const { expect } = globalThis as { readonly expect?: { extend?(matchers: object): void } };
  expect?.extend?.(machineMatchers);
}

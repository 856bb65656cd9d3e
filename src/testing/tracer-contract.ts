import { MachineError } from '../errors.js';
import type { Tracer } from '../tracer/index.js';
import { CONTRACT_CHECKS } from './contract/checks.js';

type Register = (name: string, run: () => Promise<void>) => unknown;

/** What {@link tracerContract} works with. */
export interface TracerContractOptions {
  /** A new tracer that exports to nowhere, or to memory; called for each test, some call it more than once. */
  readonly create: () => Tracer | Promise<Tracer>;
  /** How tests are registered: `test` of jest and vitest, of `node:test`, or what one has. @default the global `test` */
  readonly test?: Register | undefined;
}

/**
 * Registers the tests of what every tracer owes (see `Tracer`): a sink that passes them is a good guest. Call it in a test file,
 * with any test runner.
 * @throws MachineError `CONFIG` when there is no global `test` and none is given
 */
export function tracerContract({ create, test }: TracerContractOptions): void {
  const register = test ?? (globalThis as { test?: Register }).test;
  if (register === undefined) {
    throw new MachineError('CONFIG', 'there is no global test function: give tracerContract the option test');
  }
  for (const { name, run } of CONTRACT_CHECKS) register(`the contract of tracers: ${name}`, () => run(create));
}

import { join } from 'node:path';
import { loadCases } from '../conformance/load.js';

/** Every tenth golden case, frozen: loaded once per worker, and no mutant may change what the next one is asked. */
export const goldenCases: readonly unknown[] = loadCases(join(__dirname, '../golden/machine.jsonl.gz'))
  .filter((_, i) => i % 10 === 0)
  .map(frozen);

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

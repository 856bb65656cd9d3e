import { replay } from '../conformance/replay.js';
import { goldenCases } from './golden-cases.js';

/** Cases per test: few, as the tests that cover a mutant run whole. */
const PER_TEST = 10;

for (let from = 0; from < goldenCases.length; from += PER_TEST) {
  test(`golden cases from ${from}`, async () => {
    for (const golden of goldenCases.slice(from, from + PER_TEST)) {
      const { id, difference } = await replay(golden);
      if (difference !== undefined) throw new Error(`${id}: ${difference}`);
    }
  });
}

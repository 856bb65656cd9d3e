// npm run bench -- [--goals [E1,E4,...]] [--quick] [--rounds N] [--cpu] [--only TEXT]
// See README.md. Progress goes to the error output.
import { parseArgs } from 'node:util';
import { goals } from './goals.mjs';
import { judge } from './lib/judge.mjs';
import { installPeers } from './lib/peers.mjs';
import { measureRounds } from './lib/rounds.mjs';
import { tableOf } from './lib/table.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    goals: { type: 'boolean' },
    quick: { type: 'boolean' },
    cpu: { type: 'boolean' },
    rounds: { type: 'string' },
    only: { type: 'string' },
  },
});

const WINDOWS = { warmMs: 400, sampleMs: 600 };
const QUICK_WINDOWS = { warmMs: 200, sampleMs: 250 };

const wanted = positionals.flatMap((list) => list.split(','));
const unknown = wanted.filter((id) => !goals.some((goal) => goal.id === id));
if (unknown.length > 0) {
  console.error(`no such goal: ${unknown.join(', ')}`);
  process.exit(2);
}
const selected = goals.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
const possible = selected.filter(({ needs }) => needs === undefined || process.env[needs] !== undefined);
const byKey = new Map(possible.flatMap((goal) => goal.cells).map((one) => [one.key, one]));
const cells = [...byKey.values()].filter(({ key }) => options.only === undefined || key.includes(options.only));

installPeers();
const field = options.cpu ? 'cpu' : 'wall';
const results =
  cells.length === 0
    ? new Map()
    : measureRounds(cells, {
        rounds: Number(options.rounds ?? 5),
        windows: options.quick ? QUICK_WINDOWS : WINDOWS,
        report: (round, { key }, result) => {
          const numbers = Object.entries(result ?? { missing: '' }).map(
            ([name, value]) => `${name} ${Number(value).toFixed(1)}`,
          );
          console.error(`${round + 1} ${key}: ${numbers.join(', ')}`);
        },
      });

if (options.goals) {
  const skipped = new Set();
  for (const goal of selected) {
    if (possible.includes(goal)) {
      const { line, isShort } = judge(goal, results, field);
      console.log(line);
      if (isShort) process.exitCode = 1;
    } else if (!skipped.has(goal.id)) {
      skipped.add(goal.id);
      console.log(`${goal.id} not measured`);
    }
  }
} else {
  console.log(tableOf(cells, results, field));
}

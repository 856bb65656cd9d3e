// npm run bench -- [--goals [E1,E4,...]] [--quick] [--rounds N] [--cpu] [--only TEXT] [--again]
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
    again: { type: 'boolean' },
  },
});

const WINDOWS = { warmMs: 400, sampleMs: 600 };
const QUICK_WINDOWS = { warmMs: 200, sampleMs: 250 };
/** How often `--again` measures as many rounds more. */
const MOST_AGAIN = 3;

const wanted = positionals.flatMap((list) => list.split(','));
const unknown = wanted.filter((id) => !goals.some((goal) => goal.id === id));
if (unknown.length > 0) {
  console.error(`no such goal: ${unknown.join(', ')}`);
  process.exit(2);
}
const selected = goals.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
const possible = selected.filter(({ needs }) => needs === undefined || process.env[needs] !== undefined);
const cellsOf = (some) => {
  const byKey = new Map(some.flatMap((goal) => goal.cells).map((one) => [one.key, one]));
  return [...byKey.values()].filter(({ key }) => options.only === undefined || key.includes(options.only));
};

installPeers();
const field = options.cpu ? 'cpu' : 'wall';
const report = (round, { key }, result) => {
  const numbers = Object.entries(result ?? { missing: '' }).map(
    ([name, value]) => `${name} ${Number(value).toFixed(1)}`,
  );
  console.error(`${round + 1} ${key}: ${numbers.join(', ')}`);
};
const windows = options.quick ? QUICK_WINDOWS : WINDOWS;
const measure = (cells) =>
  cells.length === 0 ? new Map() : measureRounds(cells, { rounds: Number(options.rounds ?? 5), windows, report });

/** Judges goals one by one; those that are short of their floors. */
const shortOf = (some, results) =>
  some.filter((goal) => {
    const { line, isShort } = judge(goal, results, field);
    console.log(line);
    return isShort;
  });

/** All rounds together: the first ones are no worse than those that were asked for because of them. */
const together = (before, after) =>
  new Map([...after].filter(([key]) => before.has(key)).map(([key, rounds]) => [key, [...before.get(key), ...rounds]]));

if (options.goals) {
  let results = measure(cellsOf(possible));
  let short = shortOf(possible, results);
  for (const id of new Set(selected.map((goal) => goal.id))) {
    if (!possible.some((goal) => goal.id === id)) console.log(`${id} not measured`);
  }
  for (let left = options.again ? MOST_AGAIN : 0; left > 0 && short.length > 0; left--) {
    console.log('with as many rounds more:');
    results = together(results, measure(cellsOf(short)));
    short = shortOf(short, results);
  }
  if (short.length > 0) process.exitCode = 1;
} else {
  const cells = cellsOf(possible);
  console.log(tableOf(cells, measure(cells), field));
}

import { median } from './statistics.mjs';

/** Numbers out of the results of all rounds, by cell. `field` is the time to go by, `wall` or `cpu`. */
const readerOf = (results, field) => {
  const of = (quantity, { key }) => results.get(key).map((result) => result[quantity === 'time' ? field : quantity]);
  const rounds = (quantity, cells) => {
    const columns = cells.map((one) => of(quantity, one));
    const length = Math.min(...columns.map((column) => column.length));
    return Array.from({ length }, (_, i) => columns.map((column) => column[i]));
  };
  return {
    rounds,
    middle: (quantity, one) => median(of(quantity, one)),
    best: (one) => Math.min(...results.get(one.key).map((result) => result[`${field}Best`])),
    paired: (quantity, a, b) => median(rounds(quantity, [a, b]).map(([x, y]) => x / y)),
  };
};

/** A number with three digits that count; bytes and the like without a fraction they do not have. */
export const format = (value) => {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  if (Math.abs(value) >= 10) return value.toFixed(1);
  return value.toFixed(Math.abs(value) < 0.1 && value !== 0 ? 3 : 2).replace(/\.?0+$/, '') || '0';
};

/** Bytes below one are noise of the measurement, and a goal of no bytes could not be met. */
const quantized = (goal, value) => (goal === 0 ? Math.floor(value) : value);

/** The line of one goal, and whether it is short of its floor. */
export const judge = (goal, results, field) => {
  const label = goal.part === '' ? goal.id : `${goal.id} ${goal.part}`;
  if (goal.cells.some(({ key }) => !results.has(key))) return { line: `${label} not measured`, isShort: false };
  const value = quantized(goal.goal, goal.value(readerOf(results, field)));
  const meets = (bound) => (goal.higher === true ? value >= bound : value <= bound);
  const isShort = goal.floor !== undefined && !meets(goal.floor);
  const verdict = isShort ? 'short' : meets(goal.goal) ? 'ok' : 'below goal';
  return { line: `${label} ${format(value)} goal ${goal.goal} floor ${goal.floor ?? '-'} ${verdict}`, isShort };
};

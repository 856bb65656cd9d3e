import { measureCell } from './spawn.mjs';

/** Memory and allocation hardly vary. */
const MAX_ROUNDS = { time: Infinity, import: Infinity, alloc: 2, mem: 3, heap: 1 };

/**
 * Measures every cell `rounds` times, or as often as it asks for. In each round the cells take turns, and another one begins,
 * so that a drift of the machine meets all of them. Results are lists by the cell's key, one element per round.
 */
export const measureRounds = (cells, { rounds, windows, report }) => {
  const results = new Map(cells.map(({ key }) => [key, []]));
  const wanted = ({ mode, rounds: own = rounds }) => Math.min(own, MAX_ROUNDS[mode]);
  const all = Math.max(...cells.map(wanted));
  for (let round = 0; round < all; round++) {
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[(i + round) % cells.length];
      if (round >= wanted(cell) || results.get(cell.key) === undefined) continue;
      const result = measureCell(cell, windows);
      if (result === undefined) results.delete(cell.key);
      else results.get(cell.key).push(result);
      report(round, cell, result);
    }
  }
  return results;
};

/** Compares two elements: does the first, which stands to the right or is sought, belong before the second? */
export type Less = (a: number, b: number) => boolean;

const BLOCK = 20;

/**
 * A stable merge sort with a fixed order of comparisons (machine specification, Appendix C).
 * The After comparator is no strict weak order, so which pairs are compared shows in the result.
 */
export function sortStable(list: number[], less: Less): void {
  const size = list.length;
  for (let from = 0; from < size; from += BLOCK) insertionSort(list, from, Math.min(from + BLOCK, size), less);
  for (let run = BLOCK; run < size; run *= 2) {
    for (let from = 0; from + run < size; from += 2 * run) {
      symMerge(list, from, from + run, Math.min(from + 2 * run, size), less);
    }
  }
}

function at(list: readonly number[], i: number): number {
  return list[i] as number;
}

function swap(list: number[], i: number, j: number): void {
  const held = at(list, i);
  list[i] = at(list, j);
  list[j] = held;
}

function insertionSort(list: number[], from: number, to: number, less: Less): void {
  for (let i = from + 1; i < to; i++) {
    for (let j = i; j > from && less(at(list, j), at(list, j - 1)); j--) swap(list, j, j - 1);
  }
}

/** Merges the sorted runs [a, m) and [m, b) in place. */
function symMerge(list: number[], a: number, m: number, b: number, less: Less): void {
  if (m - a === 1) {
    const i = search(m, b, (h) => !less(at(list, h), at(list, a)));
    for (let k = a; k < i - 1; k++) swap(list, k, k + 1);
    return;
  }
  if (b - m === 1) {
    const i = search(a, m, (h) => less(at(list, m), at(list, h)));
    for (let k = m; k > i; k--) swap(list, k, k - 1);
    return;
  }
  const mid = (a + b) >> 1;
  const sum = mid + m;
  const low = m > mid ? sum - b : a;
  const high = m > mid ? mid : m;
  const last = sum - 1;
  const start = search(low, high, (c) => less(at(list, last - c), at(list, c)));
  const end = sum - start;
  if (start < m && m < end) rotate(list, start, m, end);
  if (a < start && start < mid) symMerge(list, a, start, mid, less);
  if (mid < end && end < b) symMerge(list, mid, end, b, less);
}

/** First position in [from, to) where `found` holds, `to` if none. */
function search(from: number, to: number, found: (position: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const half = (low + high) >> 1;
    if (found(half)) high = half;
    else low = half + 1;
  }
  return low;
}

/** Puts [m, b) before [a, m). */
function rotate(list: number[], a: number, m: number, b: number): void {
  list.splice(a, b - a, ...list.slice(m, b), ...list.slice(a, m));
}

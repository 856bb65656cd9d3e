import { MOST_BEGUN } from './packed-form.js';

/** What ids begin with that a process gives out one after the other. */
const beginnings: number[] = [];
let lastOne: number | undefined;

/** The place of the first half of an id among those that many share; -1 for one that is none, or not known yet. */
export function beginningOf(high: number): number {
  const place = beginnings.indexOf(high);
  if (place >= 0 || beginnings.length >= MOST_BEGUN) return place;
  // Random ids never begin with the same.
  if (high === lastOne) return beginnings.push(high) - 1;
  lastOne = high;
  return place;
}

/** The first half of ids that has a place. */
export function beginningAt(place: number): number {
  return beginnings[place] ?? 0;
}

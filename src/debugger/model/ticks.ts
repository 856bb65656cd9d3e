import type { Tick } from './event.js';

/** Sum of clocks, exact: a bigint where a number would not be. */
export function sumOfTicks(clocks: readonly Tick[]): Tick {
  let sum = 0;
  for (const tick of clocks) {
    if (typeof tick !== 'number') return exactSum(clocks);
    sum += tick;
  }
  return sum <= Number.MAX_SAFE_INTEGER ? sum : exactSum(clocks);
}

/** Odd is active. */
export function isOdd(tick: Tick | undefined): boolean {
  return typeof tick === 'bigint' ? tick % 2n === 1n : tick !== undefined && tick % 2 === 1;
}

/** A number where that is exact. */
export function tickOf(value: bigint): Tick {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function exactSum(clocks: readonly Tick[]): Tick {
  return tickOf(clocks.reduce<bigint>((sum, tick) => sum + BigInt(tick), 0n));
}

/** Parity is the definition of active (machine specification §9). */
export function isActiveTick(tick = 0): boolean {
  return tick % 2 === 1;
}

/** Sum of clocks. */
export function sumOf(clocks: readonly number[]): number {
  return clocks.reduce((sum, tick) => sum + tick, 0);
}

/** States that tick, and by how much. */
export interface Ticking {
  readonly ticking: readonly number[];
  readonly ticks: readonly number[];
}

/** Lets states tick, in place. */
export function letTick(clocks: number[], { ticking, ticks }: Ticking): void {
  for (let i = 0; i < ticking.length; i++) {
    const state = ticking[i] as number;
    clocks[state] = (clocks[state] as number) + (ticks[i] as number);
  }
}

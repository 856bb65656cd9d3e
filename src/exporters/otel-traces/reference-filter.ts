import type { ReferenceTracesOptions } from './reference-options.js';

/**
 * Which states the reference shows (telemetry specification §1.8): names to skip go first; where an expression to skip is set,
 * it alone decides of the rest; else what is allowed shows, or everything where nothing is.
 */
export class ReferenceFilter {
  readonly #options: ReferenceTracesOptions;
  readonly #answers = new Map<string, boolean>();

  constructor(options: ReferenceTracesOptions) {
    this.#options = options;
  }

  shows(machineId: string, state: string): boolean {
    const full = `${machineId}:${state}`;
    let answer = this.#answers.get(full);
    if (answer === undefined) {
      answer = this.#decide(machineId, state, full);
      // Ids of machines may be endless.
      if (this.#answers.size >= MAX_ANSWERS) this.#answers.clear();
      this.#answers.set(full, answer);
    }
    return answer;
  }

  /** Whether a submachine is left out with all below it. */
  hidesMachine(machineId: string): boolean {
    return this.#options.skipStatesRe !== undefined && machineId.search(this.#options.skipStatesRe) >= 0;
  }

  #decide(machineId: string, state: string, full: string): boolean {
    const { allowStates = [], allowStatesRe, skipStates = [], skipStatesRe } = this.#options;
    const isListed = (entries: readonly string[]): boolean =>
      entries.some((entry) => entry === state || (entry === full && !machineId.includes(':')));
    if (isListed(skipStates)) return false;
    // Not `test`, which of a global expression remembers where it was.
    if (skipStatesRe !== undefined) return full.search(skipStatesRe) < 0;
    if (allowStates.length === 0 && allowStatesRe === undefined) return true;
    return isListed(allowStates) || (allowStatesRe !== undefined && full.search(allowStatesRe) >= 0);
  }
}

const MAX_ANSWERS = 10_000;

import { GobWriter } from '../gob/index.js';
import { Entries } from './entries.js';

const MOST_BYTES = 256 * 1024;

/** What is put together in one callback and forgotten at its end: one for all machines. */
export class Scratch {
  readonly steps = new Entries(MOST_BYTES);
  /** Arguments and stack of the mutation at hand, as they stand in a message. */
  readonly args = new GobWriter();
  readonly stack = new GobWriter();
}

/** The parts of the records of one machine that not every record has. */
export class RecordParts {
  /** Lines of the transition that runs. */
  readonly lines = new Entries(MOST_BYTES);
  /** Lines outside any transition. */
  readonly earlierLines = new Entries(MOST_BYTES);
  readonly steps: Entries;
  readonly args: GobWriter;
  readonly stack: GobWriter;
  /** There is none of them now. */
  isPlain = true;
  /** Indexes of states by name. */
  index: ReadonlyMap<string, number> = new Map();

  constructor({ steps, args, stack }: Scratch) {
    this.steps = steps;
    this.args = args;
    this.stack = stack;
  }
}

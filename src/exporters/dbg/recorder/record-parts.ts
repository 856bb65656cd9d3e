import { GobWriter } from '../gob/index.js';
import { PART } from '../stream/index.js';
import { Entries } from './entries.js';
import { PlanRecords } from './plan-records.js';
import { putPart } from './record-fields.js';
import { NUMBER_BYTES } from './sizes.js';
import { TransitionId } from './transition-id.js';

const MOST_BYTES = 256 * 1024;

/** What is put together in one callback and forgotten at its end, and what is known of plans: one for all machines. */
export class Scratch {
  readonly steps = new Entries(MOST_BYTES);
  /** Arguments and stack of the mutation at hand, as they stand in a message. */
  readonly args = new GobWriter();
  readonly stack = new GobWriter();
  readonly plans = new PlanRecords();
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
  /** Of the transition that ends. */
  readonly id = new TransitionId();
  readonly plans: PlanRecords;
  /** There is none of them now. */
  isPlain = true;
  /** Indexes of states by name. */
  index: ReadonlyMap<string, number> = new Map();

  constructor({ steps, args, stack, plans }: Scratch) {
    this.steps = steps;
    this.args = args;
    this.stack = stack;
    this.plans = plans;
  }

  /** Which of them a transition has, as bits of `PART`. */
  get present(): number {
    const { steps, lines, earlierLines, args } = this;
    return (
      (steps.count > 0 ? PART.steps : 0) |
      (lines.count > 0 ? PART.lines : 0) |
      (earlierLines.count > 0 ? PART.earlierLines : 0) |
      (args.at > 0 ? PART.args : 0)
    );
  }

  /** Bytes that {@link put} writes at most. */
  get size(): number {
    const { steps, lines, earlierLines, args } = this;
    return steps.size + lines.size + earlierLines.size + args.at + NUMBER_BYTES;
  }

  /** Writes those that a transition has; returns where they end. */
  put(bytes: Buffer, from: number): number {
    const { steps, lines, earlierLines, args } = this;
    let at = from;
    if (steps.count > 0) at = steps.put(bytes, at);
    if (lines.count > 0) at = lines.put(bytes, at);
    if (earlierLines.count > 0) at = earlierLines.put(bytes, at);
    return args.at > 0 ? putPart(bytes, at, args.written) : at;
  }

  /** Forgets what belonged to the transition that ended. */
  clear(): void {
    this.isPlain = true;
    this.lines.clear();
    this.earlierLines.clear();
    this.steps.clear();
    this.args.at = 0;
  }
}

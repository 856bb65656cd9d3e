import type { LogLine, MachineView, MutationView, Step, TransitionView } from '../../../tracer/index.js';
import type { Redaction } from '../../shared/index.js';
import { callStack, errorStack } from './call-stack.js';
import type { LinkRecorder } from './link-recorder.js';
import type { KnownPlan } from './plan-records.js';
import type { RecordParts } from './record-parts.js';
import { schemaMessage } from './schema-message.js';

/** What is recorded of machines. */
export interface RecorderOptions {
  /** Stack traces in queued records, and behind errors in lines. */
  readonly stacks: boolean;
  /** Text that is taken out of stack traces. */
  readonly stackFilter: string | undefined;
  /** Arguments, as far as log lines show them. */
  readonly args: boolean;
  /** Check transitions. */
  readonly checks: boolean;
  /** Log lines. */
  readonly lines: boolean;
  /** A group of all states for machines without groups. */
  readonly ownGroup: boolean;
}

/** Under which a mutation carries the error it is for. */
const EXCEPTION_ARGS = '_am__Exception';
const HAS_FRAMES = /\n\s+at /;
const NO_ARGS: Readonly<Record<string, string>> = {};

/** Records one machine for all debuggers: what they need of it is encoded once, then copied to each. */
export class MachineRecorder {
  readonly links: readonly LinkRecorder[];
  readonly #machine: MachineView;
  readonly #parts: RecordParts;
  readonly #options: RecorderOptions;
  readonly #redaction: Redaction;
  readonly #isPlain: boolean;
  /** Queued, about to run, not recorded yet: as a rule that is told together with its transition. */
  #pending: MutationView | undefined;
  /** Of the last transition that had one. */
  #plan: KnownPlan | undefined;
  /** The last transition, whose end others may tell of in lines. */
  #ended: TransitionView | undefined;

  constructor(
    machine: MachineView,
    links: readonly LinkRecorder[],
    parts: RecordParts,
    redaction: Redaction,
    options: RecorderOptions,
  ) {
    this.#machine = machine;
    this.links = links;
    this.#parts = parts;
    this.#redaction = redaction;
    this.#options = options;
    this.#isPlain = !options.stacks && !options.args;
    this.schema();
  }

  /** The schema is new, or another one. */
  schema(): void {
    const machine = this.#machine;
    this.#plan = undefined;
    this.#parts.index = new Map(machine.stateNames.map((name, state) => [name, state]));
    const message = schemaMessage(machine, this.#options.ownGroup);
    const time = machine.time();
    for (const link of this.links) link.schema(message, time);
  }

  queued(mutation: MutationView): void {
    if (mutation.check && !this.#options.checks) {
      // The line that says so came right before.
      if (this.#machine.transition() === undefined) this.#parts.earlierLines.undo();
      return;
    }
    this.settle();
    if (this.#runsNext(mutation)) this.#pending = mutation;
    else this.#writeQueued(mutation);
  }

  ended(transition: TransitionView): void {
    const { mutation } = transition;
    if (mutation.check && !this.#options.checks) {
      this.#parts.lines.clear();
      this.#ended = transition;
      return;
    }
    const isBoth = mutation === this.#pending;
    if (!isBoth) this.settle();
    this.#pending = undefined;
    const { steps } = transition;
    if (steps !== undefined) this.#encodeSteps(steps);
    if (this.#options.args) this.#encodeOwnArgs(mutation);
    this.#parts.id.read(transition);
    const plan = this.#planOf(transition, mutation);
    const { links } = this;
    for (let i = 0; i < links.length; i++) (links[i] as LinkRecorder).ended(transition, mutation, isBoth, plan);
    if (this.#options.lines) this.#ended = transition;
    if (!this.#parts.isPlain) this.#parts.clear();
  }

  /** What a transition did, where it did what its plan says and no more. */
  #planOf({ plan, accepted }: TransitionView, mutation: MutationView): KnownPlan | undefined {
    if (plan === undefined || !accepted || mutation.check) return undefined;
    return (this.#plan = this.#parts.plans.of(plan, mutation, this.#plan, this.#parts.index));
  }

  line(line: LogLine): void {
    const { level, transition } = line;
    const isOutside = transition === undefined || transition === this.#ended;
    const entries = isOutside ? this.#parts.earlierLines : this.#parts.lines;
    this.#parts.isPlain = false;
    entries.line(level, line.isError ? this.#errorLine(line) : this.#redaction.line(line.text, transition));
  }

  #errorLine({ text, error, transition }: LogLine): string {
    const [, tag = 'error'] = /^\[([^\]]*)\]/.exec(text) ?? [];
    const shown = this.#redaction.errorLine(text, tag, error, transition);
    if (!this.#options.stacks || error === undefined) return shown;
    const { stack = '' } = this.#redaction.error(error, transition);
    const frames = errorStack(stack, this.#options.stackFilter);
    // The machine may put the stack there by itself.
    return frames === '' || HAS_FRAMES.test(shown) ? shown : `${shown}\n${frames}`;
  }

  /** Records what was put off. */
  settle(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    this.#writeQueued(pending);
  }

  /** It runs right now, so that all there is to tell of it follows from its transition. */
  #runsNext({ queuedAt, auto, check, args }: MutationView): boolean {
    return this.#isPlain && queuedAt === 0 && !auto && !check && args[EXCEPTION_ARGS] === undefined;
  }

  #writeQueued(mutation: MutationView): void {
    const { stacks, stackFilter, args } = this.#options;
    const carried = mutation.args[EXCEPTION_ARGS] as { readonly error?: unknown } | undefined;
    if (args || carried !== undefined) this.#encodeArgs(mutation, carried);
    if (stacks) this.#parts.stack.string(callStack(stackFilter));
    for (const link of this.links) link.queued(mutation);
    this.#parts.args.at = 0;
    this.#parts.stack.at = 0;
  }

  /** The program is asked how they are shown, which may fail: then the record is missing. */
  #encodeOwnArgs(mutation: MutationView): void {
    try {
      this.#encodeArgs(mutation, undefined);
    } catch (error) {
      for (const link of this.links) link.missed();
      throw error;
    }
  }

  /** Queued records tell of the error that a mutation carries, whether they tell of arguments or not. */
  #encodeArgs(mutation: MutationView, carried: { readonly error?: unknown } | undefined): void {
    const { args } = mutation;
    const logArgs = this.#options.args ? this.#machine.logArgs : undefined;
    const shown = new Map(this.#redaction.logArgs(logArgs?.(args) ?? NO_ARGS, args));
    if (carried !== undefined) shown.set('err', this.#redaction.error(carried.error, { mutation }).message);
    const entries = [...shown].sort(([a], [b]) => (a < b ? -1 : 1));
    const to = this.#parts.args;
    this.#parts.isPlain = false;
    to.at = 0;
    to.uint(entries.length);
    for (const [name, text] of entries) {
      to.string(name);
      to.string(text);
    }
  }

  #encodeSteps(steps: readonly Step[]): void {
    const { stateNames } = this.#machine;
    this.#parts.isPlain = false;
    for (const step of steps) this.#parts.steps.step(step, stateNames);
  }
}

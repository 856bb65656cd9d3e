import {
  HIDDEN,
  reportTracerError,
  secretSearch,
  secretTexts,
  withoutSecrets,
  type FanOut,
  type LogLevel,
  type MachineView,
} from '../tracer/index.js';
import type { Core } from './core.js';
import { argsMapper, argsSuffix, type ArgsMapper } from './log-args.js';
import type { MachineOptions } from './machine-options.js';
import { NO_ARGS, type Args, type Mutation } from './mutation.js';
import { stateLine } from './state-line.js';
import type { Transition } from './transition.js';

/** Log levels by their names in the engine (machine specification §11). */
export const EXTERNAL = 1;
export const CHANGES = 2;
export const OPS = 3;
export const DECISIONS = 4;
export const EVERYTHING = 5;

/** Where `performance.now` begins; reading it each time costs more than the clock. */
const EPOCH_MS = performance.timeOrigin;

/** Receives the lines of machines, complete and without the id, which is the machine's. */
export type Logger = (level: LogLevel, text: string, machine: MachineView) => void;

/**
 * Who watches machines, tracers, a logger, and what for; one for all machines that are watched alike. A machine nobody watches has
 * none, so that "off" is one comparison with null.
 */
export class Observer {
  /** Highest level anybody wants lines of. */
  readonly level: LogLevel;
  readonly wantsHandlers: boolean;
  /** Handlers run inside what tracers wrap around them. */
  readonly wrapsHandlers: boolean;
  /** Wants more of a transition than its callbacks and its line of changes. */
  readonly isDemanding: boolean;
  readonly mapper: ArgsMapper | undefined;

  constructor(
    readonly fanOut: FanOut | undefined,
    readonly logger: Logger | undefined,
    readonly machineLevel: LogLevel,
    readonly steps: { readonly on: boolean; readonly checks: boolean },
    logArgs: MachineOptions['logArgs'],
  ) {
    const own = logger === undefined ? 0 : machineLevel;
    this.level = Math.max(own, fanOut?.wantedLogLevel(machineLevel) ?? 0) as LogLevel;
    this.wantsHandlers = fanOut?.wantsHandlers === true;
    this.wrapsHandlers = fanOut?.wrapsHandlers === true;
    this.isDemanding = steps.on || this.level >= OPS;
    this.mapper = logArgs === undefined || typeof logArgs === 'function' ? logArgs : argsMapper(logArgs);
  }

  /** Hands a line on, unless nobody wants its level. */
  line(core: Core, level: LogLevel, text: string, error?: unknown): void {
    if (level > this.level || core.disposing) return;
    this.#send(core, level, text, error, text.startsWith('[error'));
  }

  /** An error that reaches no state. */
  report(core: Core, error: unknown, text: string): void {
    if (this.level >= CHANGES) this.#send(core, CHANGES, text, error, true);
  }

  /** Tells that Require relations form a cycle, so that states are not sorted by them. */
  cycleLine(core: Core): void {
    const { cycle } = core.schema;
    if (cycle === undefined) return;
    this.line(core, CHANGES, `[resolver] relation error: state ${cycle} has a Require cycle for ${core.id}`);
  }

  /** A mutation is in the queue. */
  mutationQueued(core: Core, mutation: Mutation, tag: 'queue' | 'prepend'): void {
    if (this.level >= OPS) {
      this.line(core, OPS, `[${tag}:${mutation.type}] ${mutation.called.join(' ')}${this.argsText(mutation.args)}`);
    }
    if (this.fanOut?.wantsQueued !== true) return;
    mutation.queuedAt = EPOCH_MS + performance.now();
    this.fanOut.mutationQueued(core.view, mutation);
  }

  /** What is queued waits for the running drain. */
  postponed(core: Core): void {
    const { queueLength } = core;
    this.line(core, OPS, `[postpone] queue running (${String(queueLength)} item${queueLength === 1 ? '' : 's'})`);
  }

  /** The callbacks before the first handler. */
  transitionBegins(core: Core, tx: Transition): void {
    this.transitionInit(core, tx);
    this.fanOut?.transitionStart(tx);
  }

  /** The lines and steps of a transition up to its first callback. */
  private transitionInit(core: Core, tx: Transition): void {
    if (this.steps.on) {
      const { steps } = tx.plan.trace;
      tx.notes.steps = tx.isCheck && !this.steps.checks ? steps.filter((step) => step.always === true) : [...steps];
    }
    this.fanOut?.transitionInit(tx);
    if (this.level < OPS) return;
    this.mutationLines(core, tx);
    this.resolutionLines(core, tx);
  }

  transitionEnd(core: Core, tx: Transition): void {
    const { queueLength } = core;
    if (queueLength > 0) tx.notes.queueLength = queueLength;
    this.fanOut?.transitionEnd(tx);
  }

  /** Lines of the resolution of the current plan. */
  resolutionLines(core: Core, tx: Transition): void {
    if (this.level < OPS) return;
    for (const [level, text] of tx.plan.trace.lines) this.line(core, level, text);
  }

  private mutationLines(core: Core, tx: Transition): void {
    const { mutation } = tx;
    const auto = mutation.auto ? ':auto' : '';
    const names = mutation.called.join(' ');
    this.line(
      core,
      mutation.auto ? DECISIONS : OPS,
      `[${mutation.type}${auto}] ${names}${this.argsText(mutation.args)}`,
    );
    const { source } = mutation;
    if (source === undefined) return;
    this.line(core, OPS, `[source] ${source.machineId}/${source.transitionId}/${String(source.machineTime)}`);
  }

  /** What changed, at commit. */
  stateLine(core: Core, { plan, targets, args }: Transition): void {
    const showsRest = this.level === EVERYTHING;
    const isAsPlanned = targets === plan.target && !showsRest;
    const text = isAsPlanned ? plan.stateLine : stateLine(plan, targets, showsRest);
    if (text !== undefined) this.line(core, CHANGES, text + this.argsText(args));
  }

  /** What a line shows of the arguments. */
  argsText(args: Args): string {
    const { mapper } = this;
    if (mapper === undefined) return '';
    const suffix = argsSuffix(args, mapper);
    if (suffix === '' || secretSearch() === undefined) return suffix;
    return hiding(suffix, args, undefined) ?? ` ${HIDDEN}`;
  }

  /** Lines whose text came from the program, its errors included, may hold what the running mutation was given. */
  #withoutSecrets({ transition }: Core, text: string, error: unknown): string {
    const shown = hiding(text, transition?.args ?? NO_ARGS, error ?? transition?.error);
    return shown ?? `${text.slice(0, text.indexOf(']') + 1)} ${HIDDEN}`;
  }

  #send(core: Core, level: LogLevel, given: string, error: unknown, isError: boolean): void {
    const { fanOut, logger, machineLevel } = this;
    const text = isError || level === EXTERNAL ? this.#withoutSecrets(core, given, error) : given;
    try {
      if (level <= machineLevel) logger?.(level, text, core.view);
    } catch (failure) {
      reportTracerError({ id: 'logger' }, 'log', failure);
    }
    if (fanOut === undefined) return;
    const transition = core.transition;
    const line = { machine: core.view, level, text, isError, error, transition, handler: transition?.call };
    fanOut.log(line, machineLevel);
  }
}

/** A text without secrets; undefined where arguments throw when they are read, as these may be secret all the same. */
function hiding(text: string, args: Args, error: unknown): string | undefined {
  try {
    return withoutSecrets(text, secretTexts(args, error));
  } catch {
    return undefined;
  }
}

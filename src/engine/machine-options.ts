import { MachineError } from '../errors.js';
import type { LogLevel, Tracer } from '../tracer/index.js';
import type { EventSource } from './event-source.js';
import type { ArgsMapper } from './log-args.js';
import type { AnyMachine } from './machine.js';
import type { Logger } from './observer.js';
import { typeText } from './type-text.js';

/** Options of a machine's constructor. */
export interface MachineOptions {
  /** @default 16 random hexadecimal digits */
  readonly id?: string;
  /** The machine this one is a submachine of; classes marked `@Parent` inherit its tracers. */
  readonly parent?: AnyMachine | undefined;
  readonly tags?: readonly string[];
  /** Tracers of this machine alone, besides those instrumentation binds. */
  readonly tracers?: readonly Tracer[];
  /** The dependency container it belongs to; see `statescope/di`. */
  readonly container?: unknown;
  /** Mutations that may wait before further ones are canceled. @default 1000 */
  readonly queueLimit?: number;
  /** Receives the machine's log lines up to {@link logLevel}; `lineLogger` makes one that prints. */
  readonly logger?: Logger;
  /** @default 0, nothing; log tracers have a level of their own then */
  readonly logLevel?: LogLevel;
  /** Ends the machine when it aborts: by the state `Disposing` where the schema has it, else with `dispose()`. */
  readonly signal?: AbortSignal;
  /** How long a callback of the machine's end may take, in milliseconds. @default 1000 */
  readonly disposeTimeoutMs?: number;
  /** Note when each state was activated last, for `activeSince` and exports. @default false */
  readonly trackSince?: boolean;
  /** The clock, in milliseconds, wherever one is read. @default `Date.now` for points in time, `performance.now` for durations */
  readonly now?: () => number;
  /** How long a handler may take, in milliseconds; measured once it has returned. @default 0, no limit, no clock is read */
  readonly handlerTimeoutMs?: number;
  /**
   * What happens to one that took longer: `'report'` tells the log, the tracers (outcome `timeout`) and {@link onInternalError};
   * `'cancel'` also cancels its transition, and beyond {@link handlerDeadlineMs} drops the queue, adds an error and refuses
   * mutations but `set` for {@link handlerBackoffMs} (machine specification §7.3). @default 'report'
   */
  readonly timeouts?: 'report' | 'cancel';
  /** Milliseconds above the limit from which on a handler counts as lost. @default 10000 */
  readonly handlerDeadlineMs?: number;
  /** @default 3000 */
  readonly handlerBackoffMs?: number;
  /**
   * What a handler throws leaves the outermost mutator, once the queue has run, instead of activating `Exception`; the
   * transition is canceled and rolled back all the same. @default false
   */
  readonly rethrow?: boolean;
  /** Show the stack of errors in the lines of `exceptionHandlers`. @default false */
  readonly logStackTrace?: boolean;
  /** Add an error when `evaluate` is called where it can't run. @default as the configuration of its telemetry says, false */
  readonly detectEval?: boolean;
  /** Called with errors that reach no state; see also `internalErrors`. What it throws: as with {@link onError}. */
  readonly onInternalError?: (error: MachineError) => void;
  /** Names of arguments that log lines show, cut to 20 characters, or what maps arguments to texts. @default none */
  readonly logArgs?: readonly string[] | ArgsMapper;
  /** Record the steps of every transition. @default false */
  readonly steps?: boolean;
  /** Record the steps of check transitions as well. @default false */
  readonly checkSteps?: boolean;
  /** `'go'` repeats the reference implementation where this one chose to differ; see src/DECISIONS.md. */
  readonly parity?: 'go';
  /** Called with the error of every `addErr`, before it is queued. What it throws leaves the outermost mutator, after the queue ran. */
  readonly onError?: (error: Error) => void;
  /** Called after every transition but checks, with the clocks before and after. What it throws: as with {@link onError}. */
  readonly onChange?: (before: readonly number[], after: readonly number[]) => void;
}

/** Options of a mutation. */
export interface MutationOptions {
  /** The event in whose handler, or because of which, the mutation is made; see also `eventSource`. */
  readonly source?: EventSource | undefined;
}

/** Options of a wait. */
export interface WaitOptions {
  /** Ends the wait at once: the promise is rejected with its reason. */
  readonly signal?: AbortSignal;
}

const NUMBERS = [
  'queueLimit',
  'disposeTimeoutMs',
  'handlerTimeoutMs',
  'handlerDeadlineMs',
  'handlerBackoffMs',
] as const;

/** Throws `INVALID_ARGS` for numbers that are none, or below 0: every comparison with them would go wrong. */
export function checkOptions(options: MachineOptions): void {
  for (const name of NUMBERS) {
    const given: unknown = options[name];
    if (given === undefined || (typeof given === 'number' && given >= 0)) continue;
    throw new MachineError('INVALID_ARGS', `${name} is a number from 0 up, got ${typeText(given)}`);
  }
}

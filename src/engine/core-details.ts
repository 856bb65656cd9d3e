import type { FanOut, LogLevel } from '../tracer/index.js';
import type { Activations } from './activations.js';
import type { HandlerTiming } from './handler-timing.js';
import type { MachineOptions } from './machine-options.js';
import type { AnyMachine } from './machine.js';
import type { Subscriptions } from './subscriptions.js';

const NO_OPTIONS: MachineOptions = Object.freeze({});

/** What most machines never need: kept apart, so that an idle machine stays small. */
export class CoreDetails {
  options: MachineOptions;
  parent: AnyMachine | undefined;
  logLevel: LogLevel;
  /** Its tracers. */
  fanOut: FanOut | undefined;
  subscriptions: Subscriptions | undefined;
  activations: Activations | undefined;
  error: Error | undefined;
  /** What a callback of the program threw first; thrown out of the outermost mutator once the queue is empty. */
  failure: { readonly error: unknown } | undefined;
  /** Auto mutations in a row that followed an Exception, in this drain. */
  autoAfterError = 0;
  /** Set where handlers have a limit. */
  timing: HandlerTiming | undefined;
  /** Promises of handlers that have not settled. */
  promises = 0;
  disposed = false;
  /** Handlers were bound at some time. */
  everBound = false;
  /** Bindings made so far, and the number of the machine's own. */
  bound = 0;
  ownNumber: number | undefined;

  /** @param isShared they are those of many machines, and never change */
  constructor(
    options: MachineOptions,
    readonly isShared = false,
  ) {
    this.options = options;
    this.parent = options.parent;
    this.logLevel = options.logLevel ?? 0;
  }

  /** For one machine alone. */
  copy(): CoreDetails {
    const copy = new CoreDetails(this.options);
    copy.fanOut = this.fanOut;
    return copy;
  }
}

/** The details of all machines that were made without options and have none of their own yet. */
export const NO_DETAILS: Readonly<CoreDetails> = Object.freeze(new CoreDetails(NO_OPTIONS, true));

const byTracers = new WeakMap<FanOut, Readonly<CoreDetails>>();

/** The same for those with tracers. */
export function sharedDetails(fanOut: FanOut): Readonly<CoreDetails> {
  let details = byTracers.get(fanOut);
  if (details === undefined) {
    const made = new CoreDetails(NO_OPTIONS, true);
    made.fanOut = fanOut;
    byTracers.set(fanOut, (details = Object.freeze(made)));
  }
  return details;
}

import type { FanOut, LogLevel, MachineView } from '../tracer/index.js';
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
  id: string | undefined;
  logLevel: LogLevel;
  view: MachineView | undefined;
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

  constructor(options: MachineOptions) {
    this.options = options;
    this.parent = options.parent;
    this.id = options.id;
    this.logLevel = options.logLevel ?? 0;
  }
}

/** The details of all machines that were made without options and have none of their own yet. */
export const NO_DETAILS: Readonly<CoreDetails> = Object.freeze(new CoreDetails(NO_OPTIONS));

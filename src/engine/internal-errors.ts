import type { MachineError } from '../errors.js';
import { coreOf } from './core-of.js';
import type { Core } from './core.js';
import { onEnd } from './disposal.js';
import type { WaitOptions } from './machine-options.js';
import type { AnyMachine } from './machine.js';

/** Errors an iterator keeps for a slow reader; later ones are dropped. */
const BUFFERED = 10;

type Listener = (error: MachineError) => void;

const listeners = new WeakMap<Core, Set<Listener>>();

/** Tells of an error that reaches no state: a handler or an evaluation that took too long. */
export function reportInternal(core: Core, error: MachineError): void {
  for (const listener of listeners.get(core) ?? []) listener(error);
  try {
    core.options.onInternalError?.(error);
  } catch (failure) {
    core.fail(failure);
  }
}

/**
 * Errors of the machine that reach no state, such as handlers that took too long, from now on; ends with the machine or the
 * signal. Ten are kept for a slow reader.
 */
export function internalErrors(machine: AnyMachine, options: WaitOptions = {}): AsyncIterableIterator<MachineError> {
  const core = coreOf(machine);
  const stream = new ErrorStream(() => {
    heard.delete(stream.push);
    takeBack();
    options.signal?.removeEventListener('abort', stream.end);
  });
  const heard = listeners.get(core) ?? new Set();
  listeners.set(core, heard.add(stream.push));
  const takeBack = core.disposed ? () => undefined : onEnd(core, stream.end);
  options.signal?.addEventListener('abort', stream.end);
  if (core.disposed || options.signal?.aborted === true) stream.end();
  return stream;
}

/** A bounded queue read by `for await`. */
class ErrorStream implements AsyncIterableIterator<MachineError> {
  readonly #kept: MachineError[] = [];
  readonly #readers: ((result: IteratorResult<MachineError>) => void)[] = [];
  readonly #close: () => void;
  #ended = false;

  constructor(close: () => void) {
    this.#close = close;
  }

  readonly push = (value: MachineError): void => {
    const reader = this.#readers.shift();
    if (reader !== undefined) reader({ value, done: false });
    else if (this.#kept.length < BUFFERED) this.#kept.push(value);
  };

  readonly end = (): void => {
    if (this.#ended) return;
    this.#ended = true;
    this.#close();
    for (const reader of this.#readers.splice(0)) reader({ value: undefined, done: true });
  };

  next(): Promise<IteratorResult<MachineError>> {
    const value = this.#kept.shift();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  return(): Promise<IteratorResult<MachineError>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

import { MachineError } from '../errors.js';
import type { Logger } from './observer.js';
import { typeText } from './type-text.js';

/** How much of an id stands before a line. */
const ID_LENGTH = 5;

/**
 * A logger that prints each line behind the first five characters of its machine's id, `[feed-] [state] +Start` (machine
 * specification §11): `new Feed({ logLevel: 2, logger: lineLogger(console.log) })`. One is enough for any number of machines.
 * Throws `INVALID_ARGS` when there is nothing to print with.
 * @param print called with one line at a time; an error with its stack is one
 * @param options.ids the id before each line. @default true
 */
export function lineLogger(print: (line: string) => void, options: { readonly ids?: boolean } = {}): Logger {
  if (typeof print !== 'function') {
    throw new MachineError('INVALID_ARGS', `a line logger needs a function that prints, got ${typeText(print)}`);
  }
  const { ids = true } = options;
  return (_level, text, machine) => {
    print(ids ? `[${machine.id.slice(0, ID_LENGTH)}] ${text}` : text);
  };
}

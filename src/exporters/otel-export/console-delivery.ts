import type { Delivery } from './export-target.js';

/** Prints batches, one line a record; what cannot be told of a record does not stop the others. */
export function deliverToConsole<T>(lineOf: (item: T) => string): Delivery<T> {
  return {
    kind: 'console',
    deliver(batch) {
      // Unlike the stream itself, it leaves a reader that has gone away alone.
      // eslint-disable-next-line no-console -- what was asked for
      console.log(batch.map(lineOf).join('\n'));
      return Promise.resolve(undefined);
    },
    close: () => Promise.resolve(),
  };
}

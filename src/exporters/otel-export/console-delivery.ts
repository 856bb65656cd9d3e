import type { Delivery } from './export-target.js';

/** Prints batches, one line a record; what cannot be told of a record does not stop the others. */
export function deliverToConsole<T>(lineOf: (item: T) => string): Delivery<T> {
  return {
    kind: 'console',
    deliver(batch) {
      const lines: string[] = [];
      let reason: unknown;
      for (const item of batch) {
        try {
          lines.push(lineOf(item));
        } catch (error) {
          reason = error;
        }
      }
      // Unlike the stream itself, it leaves a reader that has gone away alone.
      // eslint-disable-next-line no-console -- what was asked for
      if (lines.length > 0) console.log(lines.join('\n'));
      const refused = batch.length - lines.length;
      return Promise.resolve(refused === 0 ? undefined : { refused, reason });
    },
    close: () => Promise.resolve(),
  };
}

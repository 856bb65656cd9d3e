import type { PartialSuccess } from './otlp-delivery.js';
import { bytesIn, fieldsOf } from './proto-reader.js';

/** What a receiver answers to a request of any signal: the partial success is its first field, the count of refused records that of it. */
export function readAnswer(body: Uint8Array): { readonly partialSuccess?: PartialSuccess } {
  const [partial] = bytesIn(body, 1);
  if (partial === undefined) return {};
  const [, refused] = fieldsOf(partial).find(([field]) => field === 1) ?? [];
  const [text] = bytesIn(partial, 2);
  return {
    partialSuccess: {
      rejectedSpans: typeof refused === 'number' ? refused : 0,
      ...(text !== undefined && { errorMessage: Buffer.from(text).toString() }),
    },
  };
}

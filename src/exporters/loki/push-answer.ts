import { refusalText, retryAfterMs } from '../../http/index.js';
import type { HttpOutcome } from '../../http/index.js';

/** What Loki said to a push, as far as it decides what comes next. */
export type PushAnswer =
  | { readonly kind: 'taken' }
  /** The same body is welcome later; `blamesBody`: it may be the reason, so not without end. */
  | {
      readonly kind: 'later';
      readonly error: Error;
      readonly afterMs?: number | undefined;
      readonly blamesBody: boolean;
    }
  /** The body is larger than the server takes. */
  | { readonly kind: 'too-large'; readonly error: Error }
  /** The server takes no structured metadata. */
  | { readonly kind: 'no-metadata'; readonly error: Error }
  /** The same body would be refused again; `refused` of its entries, where the server says how many, else all. */
  | { readonly kind: 'refused'; readonly error: Error; readonly refused?: number | undefined };

/** Busy, too slow to read, or not there behind a gateway. */
const AWAY: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/** What the outcome of a push means (telemetry specification §4.3). */
export function pushAnswer(outcome: HttpOutcome): PushAnswer {
  // Entries are known by their times, so that one which was taken all the same is not there twice.
  if (outcome.kind !== 'answered') return { kind: 'later', error: outcome.error, blamesBody: false };
  const { status, headers, body } = outcome;
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const error = new Error(refusalText(outcome));
  const text = body.toString('utf8');
  if (status === 413 || /larger than max/i.test(text)) return { kind: 'too-large', error };
  if (status === 400 && /structured metadata/i.test(text)) return { kind: 'no-metadata', error };
  if (AWAY.has(status)) {
    return { kind: 'later', error, afterMs: retryAfterMs(headers['retry-after'], Date.now()), blamesBody: false };
  }
  if (status >= 500) return { kind: 'later', error, blamesBody: true };
  return { kind: 'refused', error, refused: ignoredIn(text) };
}

/** Loki says of each stream how many of its entries it ignored. */
function ignoredIn(text: string): number | undefined {
  const counts = [...text.matchAll(/total ignored: (\d+) out of/g)].map(([, count]) => Number(count));
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

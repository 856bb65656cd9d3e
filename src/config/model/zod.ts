import type { z as Zod } from 'zod';

/** The `z` of zod 4; handed in, so that only who loads a configuration loads zod. */
export type ZodNamespace = typeof Zod;

/** An address with http or https. */
export function address(z: ZodNamespace) {
  return z.url({ protocol: /^https?$/, error: 'expected an address like http://localhost:4318' });
}

/** A path or name: some text. */
export function text(z: ZodNamespace) {
  return z.string().min(1);
}

/** A bearer token: what one header can hold, and what the one who asks for it reads back. */
export function token(z: ZodNamespace) {
  return text(z).regex(/^[\x21-\x7e]+$/, 'expected visible ASCII characters without blanks');
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers of HTTP requests: what a request would refuse is no setting. */
export function headers(z: ZodNamespace) {
  const name = text(z).refine((given) => HEADER_NAME.test(given), {
    error: "expected a header's name: letters, digits and !#$%&'*+-.^_`|~",
  });
  const value = z.string().refine((given) => HEADER_VALUE.test(given), {
    error: "expected a header's value: no line breaks, no other control characters, nothing beyond Latin-1",
  });
  return z.record(name, value);
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A duration in milliseconds that a timer can keep. */
export function milliseconds(z: ZodNamespace) {
  return z.int().min(0).max(LONGEST_TIMER_MS);
}

/** A number of things, zero included. */
export function count(z: ZodNamespace) {
  return z.int().min(0).max(Number.MAX_SAFE_INTEGER);
}

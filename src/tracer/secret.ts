import { LiveSecrets } from './live-secrets.js';
import { BRAND, HIDDEN } from './secret-mark.js';
import { firstSecretSearch } from './secret-search.js';

/** What Node's `inspect` calls. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that no sink, log, `JSON.stringify`, template or inspector shows; only {@link Secret.reveal} gives it away.
 *
 * It is also cut out of what telemetry tells of errors: of those of the transition that it is an argument of, wherever in the
 * arguments it stands; a text of six characters or more, and bytes, of all others while the secret lives.
 */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
    // Not as members of the class: bundlers keep one with keys they don't know, and with it all that looks for secrets.
    Object.defineProperty(this, BRAND, { value: true });
    Object.defineProperty(this, INSPECT, { value: () => HIDDEN });
    firstSecretSearch(() => new LiveSecrets()).note(this);
  }

  /** The value itself, for the code that needs it. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [Symbol.toPrimitive](): string {
    return HIDDEN;
  }
}

/** Wraps an argument that must not leave the process: `feed.add('Login', { token: secret(token) })`. */
export function secret<T>(value: T): Secret<T> {
  return new Secret(value);
}

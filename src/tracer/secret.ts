/** What stands in the place of a secret. */
export const HIDDEN = '[secret]';

const BRAND = Symbol.for('statescope.secret');

/**
 * A value that no sink, log, `JSON.stringify`, template or inspector shows; only {@link Secret.reveal} gives it away.
 *
 * As an argument of a mutation it is also cut out of the messages and stacks of the errors that its transition causes.
 */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
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

  get [BRAND](): true {
    return true;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN;
  }
}

/** Wraps an argument that must not leave the process: `feed.add('Login', { token: secret(token) })`. */
export function secret<T>(value: T): Secret<T> {
  return new Secret(value);
}

/** Whether a value was wrapped by {@link secret}, by this copy of the package or the other one. */
export function isSecret(value: unknown): value is Secret<unknown> {
  return typeof value === 'object' && value !== null && BRAND in value;
}

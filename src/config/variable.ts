import type { ConfigKey } from './config-key.js';

/** A key of the model, as a path, and its value. */
export interface Reading {
  readonly path: readonly string[];
  readonly value: unknown;
  /** A list that is added to what another variable says. */
  readonly adds?: boolean;
}

/** How the text of a variable is read. */
export type VariableKind = keyof typeof KINDS;

/** Keys of the model with values. */
export type Implied = Readonly<Partial<Record<ConfigKey, unknown>>>;

/** One environment variable and what it sets. */
export interface Variable {
  readonly name: string;
  /** What it sets; the model knows default and meaning. */
  readonly key: ConfigKey;
  readonly kind: VariableKind;
  /** In place of the meaning of the key. */
  readonly help?: string;
  /** What on and off set, where that is not `true` and `false`; nothing where a side is left out. */
  readonly flag?: { readonly on?: unknown; readonly off?: unknown };
  /** Set as well when it is on, unless any variable says something else about these keys. */
  readonly implies?: Implied;
  /** The same when it is off. */
  readonly impliesOff?: Implied;
  /** Why a value that is fine for other programs decides nothing here. */
  readonly ignored?: (value: string) => string | undefined;
}

/** A variable of the reference that sets nothing here. */
export interface ForeignVariable {
  readonly name: string;
  readonly reason: string;
}

/** The kinds of values, as the documentation describes them. */
export const KINDS = {
  text: 'text',
  choice: 'one of a few words',
  flag: 'on, unless `0`, `false`, `no` or `off`',
  inverted: 'off, unless `0`, `false`, `no` or `off`',
  boolean: '`true`; anything else is off',
  number: 'a number',
  duration: 'seconds, or a number with `ms`, `s`, `m` or `h`',
  list: 'list with commas',
  pattern: 'regular expression',
  pairs: '`key=value` with commas, values percent-encoded',
  address: 'address; `http://` may be left out',
  listen: '`host:port`, a port, or a flag',
  endpoint: '`host:port`, or a flag',
  level: '0 to 5, or a name',
  part: 'hexadecimal digits',
  scheme: 'off, or anything else',
} as const;

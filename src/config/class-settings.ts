import { stateEntry } from './model/mark-options.js';
import type { TelemetryConfig } from './model.js';

type Classes = TelemetryConfig['classes'];
type SignalName = 'traced' | 'metered' | 'logged';

/** Signals on or off by class name or pattern. */
export type ConfiguredToggles = Readonly<Record<string, false | { readonly [S in SignalName]?: boolean | undefined }>>;

/** Options in place of those of a mark. */
export interface ConfiguredOptions {
  /** A class name, `*` for any characters. */
  readonly pattern: string;
  readonly signal: SignalName;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What `classes` switches on or off; a signal with options is on. */
export function togglesOf(classes: Classes): ConfiguredToggles {
  return Object.fromEntries(
    Object.entries(classes).map(([pattern, signals]) => [
      pattern,
      signals === false
        ? false
        : Object.fromEntries(
            Object.entries(signals).map(([signal, given]) => [signal, typeof given === 'object' ? true : given]),
          ),
    ]),
  );
}

/** The options that `classes` gives, as marks have them. */
export function optionsOf(classes: Classes): readonly ConfiguredOptions[] {
  return Object.entries(classes).flatMap(([pattern, signals]) =>
    Object.entries(signals === false ? {} : signals).flatMap(([signal, given]) =>
      typeof given === 'object' ? [{ pattern, signal: signal as SignalName, options: asMark(given) }] : [],
    ),
  );
}

/** Configured options in the form of a mark's: without keys that are not set, lists of states with their expressions. */
export function asMark(options: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([key, value]: [string, unknown]) => {
      if (value === undefined) return [];
      return [[key, key === 'states' ? statesOf(value as StateLists) : value]];
    }),
  );
}

type StateLists = TelemetryConfig['traces']['states'];

function statesOf({ allow, skip }: StateLists) {
  return { ...(allow && { allow: allow.map(stateEntry) }), ...(skip && { skip: skip.map(stateEntry) }) };
}

import type { ClassLike } from '../metadata/index.js';
import type { Signal } from '../tracer/index.js';
import { namePattern } from './name-pattern.js';

type Options = Readonly<Record<string, unknown>>;

/** Options that replace those of the marks of some classes. */
export interface ClassOptions {
  /** A class name, `*` for any characters. */
  readonly pattern: string;
  readonly signal: Signal;
  readonly options: Options;
}

/** Where options come from that replace those of marks. */
export interface OptionSources {
  /** For all classes, by signal. */
  readonly overrides?: { readonly [S in Signal]?: Options } | undefined;
  /** For some classes; goes before {@link overrides}, an exact name before a pattern, a longer pattern before a shorter one. */
  readonly classOptions?: readonly ClassOptions[] | undefined;
}

const known = new WeakMap<OptionSources, Map<string, Options | undefined>>();

/** What replaces options of a class's mark; the same object for the same class, undefined for nothing. */
export function configuredOptions(sources: OptionSources, Class: ClassLike, signal: Signal): Options | undefined {
  const { overrides, classOptions } = sources;
  if (classOptions === undefined || classOptions.length === 0) return overrides?.[signal];
  let answers = known.get(sources);
  if (answers === undefined) known.set(sources, (answers = new Map()));
  const key = `${signal} ${Class.name}`;
  if (!answers.has(key)) answers.set(key, merged(sources, Class.name, signal));
  return answers.get(key);
}

function merged({ overrides, classOptions = [] }: OptionSources, name: string, signal: Signal): Options | undefined {
  const fitting = classOptions
    .filter((each) => each.signal === signal && namePattern(each.pattern)(name))
    .sort((a, b) => weightOf(a.pattern) - weightOf(b.pattern));
  if (fitting.length === 0) return overrides?.[signal];
  return Object.assign({}, overrides?.[signal], ...fitting.map(({ options }) => options)) as Options;
}

function weightOf(pattern: string): number {
  return pattern.includes('*') ? pattern.length : Number.MAX_SAFE_INTEGER;
}

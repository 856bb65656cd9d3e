import type { ClassLike } from '../metadata/index.js';
import type { Signal } from '../tracer/index.js';
import { namePattern } from './name-pattern.js';
import { secretNames } from './secret-names.js';

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
  return answered(sources, `${signal} ${Class.name}`, () => merged(sources, Class.name, signal));
}

/** What of that holds for tracers without a signal: how much of errors is shown, and what is secret. */
export function configuredContent(sources: OptionSources, Class: ClassLike): Options | undefined {
  return answered(sources, ` ${Class.name}`, () => {
    const options = (['logged', 'traced'] as const).map((signal) => configuredOptions(sources, Class, signal));
    const content = { errors: firstOf(options, 'errors'), secret: firstOf(options, 'secret') };
    const set = Object.entries(content).filter(([, value]) => value !== undefined);
    return set.length === 0 ? undefined : Object.fromEntries(set);
  });
}

function firstOf(options: readonly (Options | undefined)[], name: string): unknown {
  return options.find((each) => each?.[name] !== undefined)?.[name];
}

function answered(sources: OptionSources, key: string, make: () => Options | undefined): Options | undefined {
  let answers = known.get(sources);
  if (answers === undefined) known.set(sources, (answers = new Map<string, Options | undefined>()));
  if (!answers.has(key)) answers.set(key, make());
  return answers.get(key);
}

/** What is secret for one signal is so for all. */
function merged({ overrides, classOptions = [] }: OptionSources, name: string, signal: Signal): Options | undefined {
  const fitting = classOptions
    .filter(({ pattern }) => namePattern(pattern)(name))
    .sort((a, b) => weightOf(a.pattern) - weightOf(b.pattern));
  const secret = [...new Set(fitting.flatMap(({ options }) => secretNames(options)))];
  const own = fitting.filter((each) => each.signal === signal).map(({ options }) => options);
  if (own.length === 0 && secret.length === 0) return overrides?.[signal];
  return Object.assign({}, overrides?.[signal], ...own, secret.length > 0 && { secret }) as Options;
}

function weightOf(pattern: string): number {
  return pattern.includes('*') ? pattern.length : Number.MAX_SAFE_INTEGER;
}

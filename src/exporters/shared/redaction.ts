import { HIDDEN, secretSearch, withoutTexts } from '../../tracer/index.js';
import type { Selection, TransitionView } from '../../tracer/index.js';
import { argText } from './arg-text.js';
import { policyOf, redacted } from './error-policy.js';
import type { ErrorPolicy } from './error-policy.js';
import { errorText, wholeStack } from './error-text.js';
import type { ErrorText } from './error-text.js';
import { hiding } from './hiding.js';

type Options = Readonly<Record<string, unknown>>;
type Args = Readonly<Record<string, unknown>>;

/** What has to be known of a transition, or of a mutation that is none yet. */
type Told = Pick<TransitionView, 'mutation'> & Partial<Pick<TransitionView, 'error'>>;

/** What a class name or the name of an error looks like; anything else could be a message. */
const PLAIN_NAME = /^[\w$.]{1,64}$/;

const NOTHING: readonly (readonly [string, string])[] = [];

const known = new WeakMap<Selection, Redaction>();

/**
 * What the marks of a class let out of the process: arguments and results by name, error texts as `errors` says, and no secret.
 * Every sink that shows a text of the program takes it from here.
 */
export class Redaction {
  readonly #options: Options;
  readonly #secret: readonly string[];
  readonly #pairs: RegExp | undefined;

  private constructor({ options }: Selection) {
    this.#options = options;
    this.#secret = namesOf(options['secret']);
    const names = this.#secret.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
    this.#pairs = names === '' ? undefined : new RegExp(`(?<=[ (](?:${names})=)[^ )]*`, 'g');
  }

  /** One for each selection. */
  static of(selection: Selection): Redaction {
    let redaction = known.get(selection);
    if (redaction === undefined) known.set(selection, (redaction = new Redaction(selection)));
    return redaction;
  }

  /** Whether the class lets arguments out at all. */
  get allowsArgs(): boolean {
    return this.#options['args'] !== undefined;
  }

  /** Texts of the arguments that the options of a class or handler mark allow; absent ones are left out. */
  args(transition: TransitionView, options: Options = this.#options): readonly (readonly [string, string])[] {
    if (options['args'] === undefined) return NOTHING;
    const allowed = namesOf(options['args']).filter((name) => !this.#secret.includes(name));
    const { args } = transition.mutation;
    const shown = allowed.flatMap((name) => {
      const value = argOf(args, name);
      return value === undefined ? [] : [[name, value] as const];
    });
    const hide = hiding(args, transition.error, this.#secret, withoutTexts);
    return shownTexts(shown, options, hide);
  }

  /** Texts of what a handler returned, as its mark allows: the whole under the empty name, or the listed fields of it. */
  result(
    result: unknown,
    transition: TransitionView,
    options: Options,
  ): readonly (readonly [name: string, text: string])[] {
    const { result: allowed } = options;
    if (result === undefined || allowed === undefined || allowed === false) return NOTHING;
    const hide = this.#hidingIn(transition, undefined);
    if (allowed === true) return shownTexts([['', result]], options, hide);
    if (typeof result !== 'object' || result === null) return NOTHING;
    const fields = namesOf(allowed).flatMap((name) => {
      const value = fieldOf(result, name);
      return value === undefined ? [] : [[name, value] as const];
    });
    return shownTexts(fields, options, hide);
  }

  /**
   * What may be told of an error that belongs to a transition, or to a mutation that waits. Under `'type'` the message is the type.
   * @param options of the handler mark, where there is one
   */
  error(error: unknown, transition: Told | undefined, options?: Options): ErrorText {
    const told = errorText(error);
    const { type: rawType, message } = told;
    const stack = wholeStack(told);
    const hide = this.#hidingIn(transition, error);
    const shown = hide(rawType);
    const type = PLAIN_NAME.test(shown) ? shown : 'Error';
    const show = (text: string): string => this.#errorText(hide(text), error, type, options);
    const withStack = stack !== undefined && this.#policy(options) !== 'type';
    return { type, message: show(message), stack: withStack ? show(stack) : undefined };
  }

  /** The arguments that log lines of a machine show, as they may be shown elsewhere. */
  logArgs(shown: Readonly<Record<string, string>>, args: Args): readonly (readonly [string, string])[] {
    const entries = Object.entries(shown);
    if (this.#secret.length === 0 && secretSearch() === undefined) return entries;
    const hide = hiding(args, undefined, this.#secret, withoutTexts);
    return entries.map(([name, text]) => [name, this.#secret.includes(name) ? HIDDEN : hide(text)]);
  }

  /** A log line as it may be shown. */
  line(text: string, transition: TransitionView | undefined): string {
    if (this.#pairs === undefined && (transition === undefined || secretSearch() === undefined)) return text;
    const shown = hiding(argsOf(transition), transition?.error, this.#secret, withoutTexts)(text);
    return this.#pairs === undefined ? shown : shown.replace(this.#pairs, HIDDEN);
  }

  /** The line about an error, without its stack, as it may be shown; under `'type'` the tag and the type. */
  errorLine(text: string, tag: string, error: unknown, transition: TransitionView | undefined): string {
    const { type } = this.error(error, transition);
    const brief = `[${tag}] ${error === undefined ? 'an error' : type}`;
    const shown = this.#hidingIn(transition, error)(this.line(text, transition));
    return this.#errorText(shown, error, brief);
  }

  #errorText(text: string, error: unknown, brief: string, options?: Options): string {
    return redacted(this.#policy(options), text, error, brief);
  }

  #policy(options: Options | undefined): ErrorPolicy {
    return policyOf(options?.['errors'] ?? this.#options['errors']);
  }

  /** What cuts secrets out of what is told of a transition and of an error. */
  #hidingIn(transition: Told | undefined, error: unknown): (text: string) => string {
    return hiding(argsOf(transition), error ?? transition?.error, this.#secret);
  }
}

function shownTexts(
  values: readonly (readonly [string, unknown])[],
  { argLength }: Options,
  hide: (text: string) => string,
): readonly (readonly [string, string])[] {
  const length = typeof argLength === 'number' ? argLength : undefined;
  return values.map(([name, value]) => [name, argText(value, length, hide)]);
}

function argsOf(transition: Told | undefined): Args {
  return transition?.mutation.args ?? {};
}

/** One that cannot be read is there all the same; its text is hidden. */
function argOf(args: Args, name: string): unknown {
  try {
    return Object.hasOwn(args, name) ? args[name] : undefined;
  } catch {
    return HIDDEN;
  }
}

function fieldOf(result: object, name: string): unknown {
  try {
    return (result as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}

function namesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
}

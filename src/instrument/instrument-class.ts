import { toMark, writeClassMark, writeHandlerMark, writeParentMark } from '../metadata/index.js';
import type {
  ArgNameOf,
  ClassArgNameOf,
  InstanceOf,
  LoggedOptions,
  MachineClass,
  MarkSetting,
  MeteredOptions,
  ParentMark,
  ResultNameOf,
  StateEntryOf,
  StateNameOf,
  TracedOptions,
} from '../metadata/index.js';
import { MachineError } from '../errors.js';
import type { Signal } from '../tracer/index.js';
import { checkInput } from './instrument-input.js';
import { ownMistakes } from './mark-check.js';

/** What `@Traced`, `@Metered` and `@Logged` take, for a class with these states or a handler with these arguments. */
export interface SignalSettings<A extends string = string, S extends string = string, R extends string = string> {
  readonly traced?: boolean | string | TracedOptions<A, S, R>;
  readonly metered?: boolean | string | MeteredOptions<S>;
  readonly logged?: boolean | string | LoggedOptions<A, S, R>;
}

/** Names of handlers: of one state, of any, and the methods of a class that are named after two states. */
type HandlerNameOf<I> =
  | `${StateNameOf<I>}${'Enter' | 'State' | 'Exit' | 'End'}`
  | 'AnyEnter'
  | 'AnyState'
  | Extract<keyof I, `${StateNameOf<I>}${StateNameOf<I>}`>;

/** The marks of a class, as {@link instrument} takes them. */
export interface ClassMarkSettings<C extends MachineClass> extends SignalSettings<
  ClassArgNameOf<C>,
  StateEntryOf<InstanceOf<C>>
> {
  /** As `@Parent`: true, or the class of the parent; or with the member that holds it. */
  readonly parent?: true | (() => MachineClass) | { readonly class?: () => MachineClass; readonly member: MemberOf<C> };
  /** As the decorators on handler methods, by the method's name. */
  readonly handlers?: {
    readonly [H in HandlerNameOf<InstanceOf<C>>]?: HandlerSettings<InstanceOf<C>, H>;
  };
}

type MemberOf<C extends MachineClass> = keyof InstanceOf<C> & string;
type HandlerSettings<I, H> = H extends keyof I
  ? SignalSettings<ArgNameOf<I[H]>, never, ResultNameOf<I[H]>>
  : SignalSettings;

interface LooseSettings extends Partial<Record<Signal, MarkSetting>> {
  readonly parent?: true | (() => MachineClass) | { readonly class?: () => MachineClass; readonly member: string };
  readonly handlers?: Readonly<Record<string, Partial<Record<Signal, MarkSetting>>>>;
}

const SIGNALS: readonly Signal[] = ['traced', 'metered', 'logged'];

/**
 * Marks a class as the decorators do, for code that can't use them: same marks, same options, same meaning. Adds to the marks that
 * are there already; machines made before keep what they have.
 * @returns the class
 * @throws MachineError `DECORATOR` for what is unknown, or contradicts a mark that is there
 */
export function instrument<C extends MachineClass>(Class: C, marks: ClassMarkSettings<C>): C {
  checkInput(Class, marks);
  const { parent, handlers, ...signals } = marks as LooseSettings;
  for (const key of Object.keys(signals)) refuseUnknown(Class, key);
  for (const signal of SIGNALS) {
    if (signals[signal] !== undefined) writeClassMark(Class, signal, toMark(signals[signal]));
  }
  for (const [method, settings] of Object.entries(handlers ?? {})) {
    for (const key of Object.keys(settings)) refuseUnknown(Class, key, method);
    for (const signal of SIGNALS) {
      if (settings[signal] !== undefined) writeHandlerMark(Class, method, signal, toMark(settings[signal]));
    }
  }
  if (parent !== undefined) writeParentMark(Class, parentMark(parent));
  const mistakes = ownMistakes(Class);
  if (mistakes.length > 0) throw new MachineError('DECORATOR', mistakes.join('\n'));
  return Class;
}

function parentMark(parent: NonNullable<LooseSettings['parent']>): ParentMark {
  if (parent === true) return {};
  if (typeof parent === 'function') return { parentClass: parent };
  return { ...(parent.class && { parentClass: parent.class }), member: parent.member };
}

function refuseUnknown(Class: MachineClass, key: string, method?: string): void {
  if ((SIGNALS as readonly string[]).includes(key)) return;
  const place = `${method === undefined ? '' : `method '${method}' of `}class '${Class.name}'`;
  const known = method === undefined ? [...SIGNALS, 'parent', 'handlers'] : SIGNALS;
  throw new MachineError('DECORATOR', `${place}: '${key}' is no mark; expected ${known.join(', ')}`);
}

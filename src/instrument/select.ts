import { isMarked, marksOf } from '../metadata/index.js';
import type { ClassLike, ClassMarks, Mark } from '../metadata/index.js';
import { SELECT_ALL } from '../tracer/index.js';
import type { Selection, Signal } from '../tracer/index.js';
import { allSignals } from './all-signals.js';
import type { OptionSources } from './configured-options.js';
import { kept } from './kept.js';
import { secretNames } from './secret-names.js';
import { stateFilter } from './state-filter.js';

/** Which classes are switched on or off, whatever their marks say. */
export interface SwitchedClasses {
  /** What is set for a signal of a class; undefined leaves it to the marks. */
  get(className: string, signal: Signal): boolean | undefined;
  /** Every signal of the class is switched off. */
  allOff(className: string): boolean;
}

const NO_TOGGLES: SwitchedClasses = { get: () => undefined, allOff: () => false };

/** What decides about a class besides its marks. */
export interface SelectPolicy extends OptionSources {
  readonly toggles: SwitchedClasses;
  /** `classes`: classes without any mark are observed too; `signals`: also signals a marked class has no mark for. */
  readonly unmarked: 'nothing' | 'classes' | 'signals';
}

/** Marks alone decide. */
export const MARKS_ALONE: SelectPolicy = { toggles: NO_TOGGLES, unmarked: 'nothing' };

/** What the marks of a class and of its base classes say for one signal. */
export interface MarkedSelection {
  /** The class is marked off: nobody gives it the signal, though single handlers may still be marked on. */
  readonly off: boolean;
  /** Undefined when nothing is marked on. */
  readonly selection: Selection | undefined;
  /** Marks of single handlers, those that only take away as well. */
  readonly handler: Selection['handler'];
}

type Options = Readonly<Record<string, unknown>>;
type BySignal<T> = Map<Signal | undefined, T>;

// `marksOf` returns the same object until a mark is written, so an answer kept by that object cannot be stale.
const marked = new WeakMap<ClassMarks, BySignal<MarkedSelection>>();
const inherited = new WeakMap<Selection, WeakMap<ClassMarks, BySignal<Selection>>>();
const unmarked = new WeakMap<ClassMarks, BySignal<Selection>>();

/** What the marks say for one signal; the same object for all machines of a class. */
export function markedSelection(Class: ClassLike, signal: Signal): MarkedSelection {
  const marks = marksOf(Class);
  return kept(kept(marked, marks, newBySignal<MarkedSelection>), signal, () => resolve(marks, signal));
}

/** What is observed of a class for one signal; undefined when nothing is marked, or it is switched off. */
export function selectionOf(
  Class: ClassLike,
  signal: Signal,
  toggles: SwitchedClasses = NO_TOGGLES,
): Selection | undefined {
  if (toggles.get(Class.name, signal) === false) return undefined;
  return selectionFor(Class, signal, { toggles, unmarked: 'nothing' });
}

/** What a tracer of a signal sees of a class by its own marks and the policy, toggles that switch off left aside. */
export function selectionFor(
  Class: ClassLike,
  signal: Signal | undefined,
  policy: SelectPolicy,
): Selection | undefined {
  if (signal === undefined) {
    return allSignals(Class) ?? (policy.unmarked === 'nothing' ? undefined : SELECT_ALL);
  }
  const own = markedSelection(Class, signal);
  if (own.selection !== undefined) return own.selection;
  if (policy.toggles.get(Class.name, signal) === true) return everythingOf(Class, signal);
  if (own.off || policy.unmarked === 'nothing') return undefined;
  return policy.unmarked === 'signals' || !isMarked(Class) ? everythingOf(Class, signal) : undefined;
}

/** True unless a toggle takes the tracers of the signal away from the class. */
export function isAllowed(Class: ClassLike, signal: Signal | undefined, toggles: SwitchedClasses): boolean {
  if (signal === undefined) return !toggles.allOff(Class.name);
  return toggles.get(Class.name, signal) !== false;
}

/** The options of the parent's class with the handler marks of the child's own. */
export function inheritedSelection(Class: ClassLike, signal: Signal | undefined, parent: Selection): Selection {
  const marks = marksOf(Class);
  const own = signal === undefined ? allSignals(Class) : undefined;
  if (own !== undefined) return own;
  const byMarks = kept(inherited, parent, () => new WeakMap<ClassMarks, BySignal<Selection>>());
  return kept(kept(byMarks, marks, newBySignal<Selection>), signal, () => {
    const own = signal === undefined ? undefined : markedSelection(Class, signal);
    return {
      wholeMachine: true,
      options: withSecrets(parent.options, marks),
      anyHandler: own?.selection?.anyHandler ?? false,
      handler: (name) => own?.handler(name),
      states: parent.states,
    };
  });
}

/** All of a class that has no mark for a signal, without handlers that a mark takes away; what other marks call secret stays so. */
function everythingOf(Class: ClassLike, signal: Signal): Selection {
  if (!isMarked(Class)) return SELECT_ALL;
  const marks = marksOf(Class);
  return kept(kept(unmarked, marks, newBySignal<Selection>), signal, () => ({
    ...SELECT_ALL,
    options: withSecrets(SELECT_ALL.options, marks),
    handler: markedSelection(Class, signal).handler,
  }));
}

/** The options with the arguments that any mark of the class calls secret. */
function withSecrets(options: Options, marks: ClassMarks): Options {
  const names = new Set(secretNames(options));
  for (const bySignal of [marks.class, ...marks.handlers.values()]) {
    for (const mark of Object.values(bySignal)) for (const name of secretNames(mark.options)) names.add(name);
  }
  return names.size === 0 ? options : { ...options, secret: [...names] };
}

function resolve(marks: ClassMarks, signal: Signal): MarkedSelection {
  const classMark = marks.class[signal];
  const on = classMark?.on === true;
  const handlers = new Map<string, Readonly<Record<string, unknown>> | false>();
  for (const [name, bySignal] of marks.handlers) {
    const mark = bySignal[signal];
    if (mark !== undefined) handlers.set(name, mark.on ? optionsOf(mark) : false);
  }
  const anyHandler = [...handlers.values()].some((options) => options !== false);
  const off = classMark?.on === false;
  const handler: Selection['handler'] = (name) => handlers.get(name);
  if (!on && !anyHandler) return { off, selection: undefined, handler };
  const options = withSecrets(on ? optionsOf(classMark) : {}, marks);
  const states = stateFilter(options['states']);
  return { off, selection: { wholeMachine: on, options, anyHandler, handler, states }, handler };
}

/** A name given to a mark travels as the option `name`. */
function optionsOf(mark: Mark): Readonly<Record<string, unknown>> {
  return mark.name === undefined ? mark.options : { ...mark.options, name: mark.name };
}

function newBySignal<T>(): BySignal<T> {
  return new Map();
}

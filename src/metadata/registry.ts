import { FORM } from '../copies.js';
import type { MarkCheck } from './mark-check.js';
import type { ClassLike, ClassMarks, MachineClass } from './marks.js';

/** Called with a class when it is first known to be marked. Must not throw: it runs inside the class's definition. */
export type MarkedListener = (Class: MachineClass) => void;

interface Resolved {
  readonly marks: ClassMarks;
  /** What it was resolved from; while this is the same, so are the marks. */
  readonly origin: string;
  /** Revision of the registry at which that was last checked. */
  readonly revision: number;
}

interface Registry {
  /** Grows with every mark and every announced class; what was resolved before may be stale. */
  revision: number;
  readonly resolved: WeakMap<ClassLike, Resolved>;
  readonly announced: WeakSet<ClassLike>;
  readonly classes: Set<WeakRef<ClassLike>>;
  readonly collected: FinalizationRegistry<WeakRef<ClassLike>>;
  readonly listeners: Set<MarkedListener>;
  /** Came with the first mark. */
  check: MarkCheck | undefined;
}

const KEY = Symbol.for(`statescope.registry.${FORM}`);

function create(): Registry {
  const classes = new Set<WeakRef<ClassLike>>();
  return {
    revision: 0,
    resolved: new WeakMap(),
    announced: new WeakSet(),
    classes,
    collected: new FinalizationRegistry((reference) => classes.delete(reference)),
    listeners: new Set(),
    check: undefined,
  };
}

const shared = globalThis as { [key: symbol]: Registry | undefined };

/** One per process: the ESM and the CommonJS copy of the package share it. */
export const registry: Registry = (shared[KEY] ??= create());

/** Makes a marked class known, once; further calls only have resolved marks checked again. */
export function announce(Class: ClassLike): void {
  registry.revision += 1;
  if (registry.announced.has(Class)) return;
  registry.announced.add(Class);
  const reference = new WeakRef(Class);
  registry.classes.add(reference);
  registry.collected.register(Class, reference);
  for (const listener of registry.listeners) listener(Class as MachineClass);
}

/**
 * Every marked class known so far, in order of appearance; held weakly.
 *
 * A class is known once a class decorator stood on it, or any decorator of the legacy dialect. Standard decorators on
 * methods are not told their class: a class with nothing else, or with inherited marks only, is known from the first
 * time its marks are read, which its first machine does.
 */
export function markedClasses(): readonly MachineClass[] {
  return [...registry.classes].flatMap((reference) => {
    const Class = reference.deref();
    return Class === undefined ? [] : [Class as MachineClass];
  });
}

/**
 * Calls back for each class that becomes known as marked from now on, at most once a class, while it is being defined:
 * more of its marks may follow, so read them later, with `marksOf`. See {@link markedClasses} for when a class is known.
 * @returns stops it
 */
export function onMarked(listener: MarkedListener): () => void {
  registry.listeners.add(listener);
  return () => {
    registry.listeners.delete(listener);
  };
}

/** What is wrong with marks, a line each; nothing where there are none at all. */
export function mistakesIn(...marked: Parameters<MarkCheck>): readonly string[] {
  return registry.check?.(...marked) ?? [];
}

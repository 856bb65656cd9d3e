import type { Signal } from '../tracer/index.js';
import type { ClassLike, ClassMarks, Mark, ParentMark, SignalMarks } from './marks.js';
import { announce, registry } from './registry.js';
import { ownMarks, type OwnMarks } from './store.js';

const NONE: ClassMarks = Object.freeze({ class: Object.freeze({}), handlers: new Map() });

/**
 * The marks of a class and its bases; resolved again when one of them changes.
 *
 * For each signal the nearest class that is marked wins, with all its options; they are not merged. Handlers are told
 * apart by name alone: the mark of a method holds for a method that overrides it, until that has one of its own.
 * A class that takes a signal away (`@Traced(false)`) takes away all that its bases give for it, their handler marks
 * included; handler marks of the class itself and of classes below stay. The parent's class and the member that holds
 * it are inherited separately.
 * @returns the same object while the marks of the class and its bases stay; without any mark, an empty one
 */
export function marksOf(Class: ClassLike): ClassMarks {
  const known = registry.resolved.get(Class);
  if (known?.revision === registry.revision) return known.marks;
  const chain = marksFromBaseDown(Class);
  if (chain.length > 0 && !registry.announced.has(Class)) {
    announce(Class);
    return marksOf(Class); // a listener may have written marks
  }
  const { revision } = registry;
  const origin = `${chain.length}:${Math.max(0, ...chain.map((own) => own.revision))}`;
  const marks = known?.origin === origin ? known.marks : resolve(chain);
  registry.resolved.set(Class, { marks, origin, revision });
  return marks;
}

/** Whether the class or a base class has any mark, be it one that takes something away. */
export function isMarked(Class: ClassLike): boolean {
  return marksOf(Class) !== NONE;
}

function resolve(chain: readonly OwnMarks[]): ClassMarks {
  if (chain.length === 0) return NONE;
  const classMarks: Partial<Record<Signal, Mark>> = {};
  const handlers = new Map<string, SignalMarks>();
  let parent: ParentMark | undefined;
  for (const own of chain) {
    for (const [signal, mark] of Object.entries(own.class) as [Signal, Mark][]) {
      classMarks[signal] = mark;
      if (!mark.on) takeAway(signal, handlers);
    }
    for (const [name, marks] of own.handlers) handlers.set(name, { ...handlers.get(name), ...marks });
    if (own.parent) parent = { ...parent, ...own.parent };
  }
  return Object.freeze({ class: Object.freeze(classMarks), handlers, ...(parent && { parent }) });
}

function takeAway(signal: Signal, handlers: Map<string, SignalMarks>): void {
  for (const [name, marks] of handlers) {
    const left = Object.entries(marks).filter(([other]) => other !== signal);
    if (left.length === 0) handlers.delete(name);
    else handlers.set(name, Object.fromEntries(left));
  }
}

function marksFromBaseDown(Class: ClassLike): readonly OwnMarks[] {
  const chain: OwnMarks[] = [];
  for (let each: unknown = Class; typeof each === 'function'; each = Object.getPrototypeOf(each)) {
    const own = ownMarks(each);
    if (own) chain.unshift(own);
  }
  return chain;
}

import type { ClassLike } from '../metadata/index.js';

/**
 * Lists kept for the machines of a class: one for all that are alike, which most are. It knows the last of each class.
 */
export class AlikeLists<T extends object> {
  readonly #last = new WeakMap<ClassLike, readonly T[]>();

  /** The list itself, or the one before with the same in it. */
  of(Class: ClassLike, list: readonly T[]): readonly T[] {
    const last = this.#last.get(Class);
    if (last?.length === list.length && list.every((item, at) => isAlike(item, last[at]))) return last;
    this.#last.set(Class, list);
    return list;
  }
}

function isAlike<T extends object>(one: T, other: T | undefined): boolean {
  return other !== undefined && (Object.keys(one) as (keyof T)[]).every((key) => one[key] === other[key]);
}

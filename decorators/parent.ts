import { isThunk, misplaced, writeParentMark, type MachineClass } from '../src/metadata/index.js';
import type { ParentDecorator } from './mark-decorator.js';
import { targetOf } from './target.js';

/**
 * Makes a class one of submachines: its machines inherit the tracers of their parent instance. On a member: this member
 * holds the parent. Records a mark and changes nothing; both decorator dialects.
 * @param parentClass the class the parent must have, as a function: `@Parent(() => Feed)`
 * @throws MachineError `DECORATOR` where it has no meaning
 */
export function Parent(...parentClass: [parentClass?: () => MachineClass]): ParentDecorator {
  const [given] = parentClass;
  if (parentClass.length > 1 || !(given === undefined || isThunk(given))) {
    const place = 'a class or member without parentheses, or with a setting it cannot read';
    throw misplaced('@Parent', { place }, '@Parent() or @Parent(() => ParentClass)');
  }
  const mark = given && { parentClass: given };
  return (...call: readonly unknown[]): void => {
    const kinds = ['field', 'accessor', 'getter'] as const;
    const { target, name, isClass } = targetOf(
      '@Parent',
      call,
      kinds,
      'a submachine class or the member with its parent',
    );
    if (isClass) writeParentMark(target, { ...mark }, name);
    else writeParentMark(target, { ...mark, member: name });
  };
}

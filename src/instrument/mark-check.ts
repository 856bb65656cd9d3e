import { statesOfHandler } from '../engine/index.js';
import { MachineError } from '../errors.js';
import { markedClasses, marksOf, mistakesIn } from '../metadata/index.js';
import type { ClassLike, ClassMarks } from '../metadata/index.js';
import { isMachineClass } from './observed.js';

/** Marks that were found right; what `marksOf` returns changes with the marks. */
const right = new WeakSet<ClassMarks>();

/**
 * Checks the marks of a class when its first machine is made.
 * @param states called for the states of the class when they are needed
 * @throws MachineError `DECORATOR` naming class, member, option, and what was expected
 */
export function checkMarks(Class: ClassLike, states: () => readonly string[]): void {
  const marks = marksOf(Class);
  if (right.has(marks)) return;
  const mistakes = markMistakes(Class, states());
  if (mistakes.length > 0) throw new MachineError('DECORATOR', mistakes.join('\n'));
  right.add(marks);
}

/** What is wrong with the marks of all classes known so far, as far as their states are known; see {@link markMistakes}. */
export function knownMarkMistakes(): readonly string[] {
  return markedClasses().flatMap((Class) => (isMachineClass(Class) ? ownMistakes(Class) : noMachine(Class)));
}

/** Handlers that stand in an object of their own (`bindHandlers`) are marked in the class of the machine. */
function noMachine(Class: ClassLike): readonly string[] {
  const remedy =
    'expected a class of machines; instrument(Class, { handlers }) marks handlers that are bound to its machines';
  return [`${nameOf(Class)} is marked and is no machine; ${remedy}`];
}

/** What can be told of a class before there is a machine of it; nothing without a static schema. */
export function ownMistakes(Class: ClassLike): readonly string[] {
  const { schema } = Class as { readonly schema?: object };
  return schema === undefined ? [] : markMistakes(Class, [...new Set([...Object.keys(schema), 'Exception'])]);
}

/** What is wrong with the marks of a class, a line each: class, member, option, what was expected. */
export function markMistakes(Class: ClassLike, states: readonly string[]): readonly string[] {
  const isHandler = (method: string): boolean =>
    method === 'AnyEnter' || method === 'AnyState' || statesOfHandler(states, method).length > 0;
  return mistakesIn(marksOf(Class), { name: nameOf(Class), states, isHandler });
}

function nameOf({ name }: ClassLike): string {
  return `class '${name === '' ? '(anonymous)' : name}'`;
}

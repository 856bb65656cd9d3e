import { marksOf } from '../metadata/index.js';
import type { MachineClass } from '../metadata/index.js';
import type { Signal } from '../tracer/index.js';

/** Which classes are marked for a signal, themselves or by one of their handlers, as a sentence begins: `Feed, Item are marked`. */
export function askingFor(signal: Signal, classes: readonly MachineClass[]): string | undefined {
  const names = classes.filter((Class) => asksFor(Class, signal)).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} marked`;
}

function asksFor(Class: MachineClass, signal: Signal): boolean {
  const { class: classMarks, handlers } = marksOf(Class);
  return classMarks[signal]?.on === true || [...handlers.values()].some((marks) => marks[signal]?.on === true);
}

import { statesOfHandler } from '../engine/index.js';
import { MachineError } from '../errors.js';
import { markedClasses, marksOf } from '../metadata/index.js';
import type { ClassLike, ClassMarks, Mark, SignalMarks } from '../metadata/index.js';
import { nearest } from '../nearest.js';
import type { Signal } from '../tracer/index.js';
import { isMachineClass } from './observed.js';
import { OPTION_RULES } from './option-rules.js';

const SUFFIXES = ['Enter', 'State', 'Exit', 'End'] as const;

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
  const marks = marksOf(Class);
  const name = nameOf(Class);
  const lines = [...optionMistakes(name, marks.class, 'class', states)];
  for (const [method, own] of marks.handlers) {
    const place = `method '${method}' of ${name}`;
    if (isHandler(method, states)) lines.push(...optionMistakes(place, own, 'handler', states));
    else
      lines.push(
        `${place} is marked ${Object.keys(own).join(', ')} and is no handler; expected ${meant(method, states)}`,
      );
  }
  return lines;
}

function nameOf({ name }: ClassLike): string {
  return `class '${name === '' ? '(anonymous)' : name}'`;
}

function isHandler(method: string, states: readonly string[]): boolean {
  return method === 'AnyEnter' || method === 'AnyState' || statesOfHandler(states, method).length > 0;
}

function meant(method: string, states: readonly string[]): string {
  const possible = states.flatMap((state) => SUFFIXES.map((suffix) => state + suffix));
  const near = nearest(method, possible);
  return near === undefined ? 'a state followed by Enter, State, Exit or End, or two states' : near;
}

function* optionMistakes(
  place: string,
  marks: SignalMarks,
  on: 'class' | 'handler',
  states: readonly string[],
): Iterable<string> {
  for (const [signal, mark] of Object.entries(marks) as [Signal, Mark][]) {
    const rules = OPTION_RULES[signal];
    if (mark.name !== undefined && (typeof mark.name !== 'string' || mark.name === '')) {
      yield `${place}, ${signal}: option 'name' is ${textOf(mark.name)}: expected a text`;
    }
    for (const [option, value] of Object.entries(mark.options)) {
      const start = `${place}, ${signal}: option '${option}'`;
      const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
      if (value === undefined) continue;
      if (rule === undefined) yield `${start} is unknown; ${expected(option, Object.keys(rules))}`;
      else if (rule.on !== on && rule.on !== 'both') yield `${start} has no meaning here; expected on a ${rule.on}`;
      else {
        const wrong = rule.check(value, { states, options: mark.options });
        if (wrong !== undefined) yield `${start} is ${textOf(value)}: ${wrong}`;
      }
    }
  }
}

function expected(option: string, options: readonly string[]): string {
  const all = ['name', ...options];
  const near = nearest(option, all);
  return near === undefined ? `expected one of ${all.join(', ')}` : `did you mean '${near}'?`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  return typeof value === 'object' && value !== null && !(value instanceof RegExp) ? 'an object' : String(value);
}

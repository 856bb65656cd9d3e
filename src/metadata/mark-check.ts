import { nearest } from '../nearest.js';
import type { Signal } from '../tracer/index.js';
import type { ClassMarks, Mark, SignalMarks } from './marks.js';
import { OPTION_RULES } from './option-rules.js';

const SUFFIXES = ['Enter', 'State', 'Exit', 'End'] as const;

/** What marks are checked against. */
export interface MarkedMachine {
  /** Of the class, for messages. */
  readonly name: string;
  readonly states: readonly string[];
  /** Whether a method is called for a state. */
  readonly isHandler: (method: string) => boolean;
}

/** Tells what is wrong with the marks of a class, a line each: class, member, option, what was expected. */
export type MarkCheck = (marks: ClassMarks, machine: MarkedMachine) => readonly string[];

/** The check of all marks, however they were written; comes with the first one, and bundles without marks go without it. */
export const checkOfMarks: MarkCheck = (marks, { name, states, isHandler }) => {
  const lines = [...optionMistakes(name, marks.class, 'class', states)];
  for (const [method, own] of marks.handlers) {
    const place = `method '${method}' of ${name}`;
    if (isHandler(method)) lines.push(...optionMistakes(place, own, 'handler', states));
    else
      lines.push(
        `${place} is marked ${Object.keys(own).join(', ')} and is no handler; expected ${meant(method, states)}`,
      );
  }
  return lines;
};

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

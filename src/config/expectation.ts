import type { z as Zod } from 'zod';
import { nearest } from '../nearest.js';

type Issue = Zod.core.$ZodIssue;

/** What a value should have been, as a message goes on: `a number, not a text`. */
export function expectation(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_value': {
      const choices = issue.values.map(String);
      return `${choices.length === 1 ? '' : 'one of '}${choices.join(', ')}${suggestion(value, choices)}`;
    }
    case 'invalid_type':
      return (KINDS[issue.expected] ?? issue.expected) + insteadOf(value);
    case 'too_small':
      return issue.origin === 'string' ? 'a text that is not empty' : `${String(issue.minimum)} or more`;
    case 'too_big':
      return issue.origin === 'string'
        ? `${String(issue.maximum)} characters at most`
        : `${String(issue.maximum)} or less`;
    default:
      return issue.message.replace(/^expected /, '');
  }
}

/** The word that was probably meant, as a message ends. */
export function suggestion(value: unknown, choices: readonly string[]): string {
  const meant = typeof value === 'string' ? nearest(value, choices) : undefined;
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
};

/** Secrets are not shown, but what they are; numbers and the like speak for themselves. */
function insteadOf(value: unknown): string {
  if (typeof value === 'string') return ', not a text';
  if (typeof value === 'function') return ', not a function';
  if (typeof value !== 'object' || value === null) return '';
  const prototype: unknown = Object.getPrototypeOf(value);
  const { name } = (prototype as { constructor?: { name?: string } } | null)?.constructor ?? {};
  if (name === undefined || name === 'Object') return ', not an object';
  return name === 'Array' ? ', not a list' : `, not a ${name}`;
}

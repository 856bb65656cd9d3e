import { MachineError } from '../errors.js';
import { nearest } from '../nearest.js';

const SIGNALS = ['traced', 'metered', 'logged'];

/**
 * Finds what is no toggle; programs without types may hand over anything.
 * @throws MachineError `INVALID_ARGS` naming the pattern, the key, its value and what was expected
 */
export function checkToggle(pattern: unknown, toggle: unknown): void {
  if (typeof pattern !== 'string') throw mistake('the pattern', pattern, 'the name of a class, or a pattern');
  if (toggle === undefined || toggle === false) return;
  const place = `the toggle of "${pattern}"`;
  if (typeof toggle !== 'object' || toggle === null || Array.isArray(toggle)) {
    throw mistake(place, toggle, 'false, undefined, or an object with traced, metered, logged');
  }
  checkKeys(place, toggle, SIGNALS);
  for (const [signal, on] of Object.entries(toggle) as [string, unknown][]) {
    if (on !== undefined && typeof on !== 'boolean') throw mistake(`${place}, ${signal}`, on, 'true or false');
  }
}

/** Finds keys that options of a toggle do not have. */
export function checkToggleOptions(options: object): void {
  checkKeys('the options of a toggle', options, ['ttlMs']);
}

function checkKeys(place: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const meant = nearest(unknown, known);
  const remedy = meant === undefined ? `expected ${known.join(', ')}` : `did you mean "${meant}"?`;
  throw new MachineError('INVALID_ARGS', `${place}: unknown key "${unknown}": ${remedy}`);
}

function mistake(place: string, given: unknown, expected: string): MachineError {
  const shown =
    typeof given === 'string'
      ? `"${given}"`
      : given === null
        ? 'null'
        : `${typeof given === 'object' ? 'an' : 'a'} ${typeof given}`;
  return new MachineError('INVALID_ARGS', `${place} is ${shown}: expected ${expected}`);
}

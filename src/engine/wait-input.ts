import { MachineError } from '../errors.js';
import { typeText } from './type-text.js';

/** What is wrong with what `whenTime` was given; undefined for nothing. */
export function wrongTimes(states: unknown, times: unknown): MachineError | undefined {
  const [count, given] = [states, times].map((list) => (Array.isArray(list) ? list.length : 'no list of'));
  const isWhole = count === given && typeof count === 'number' && count > 0;
  if (isWhole && (times as readonly unknown[]).every(isNumber)) return undefined;
  const text = isWhole ? (times as readonly unknown[]).join(', ') : `${String(count)} states, ${String(given)} times`;
  return new MachineError('INVALID_ARGS', `whenTime needs one time per state, got ${text}`);
}

/** Throws `INVALID_ARGS` for something to wait for that could never come, from programs without types. */
export function checkType(wait: string, given: unknown, type: 'function' | 'number' | 'object'): void {
  const fits = type === 'number' ? isNumber(given) : typeof given === type && given !== null;
  if (fits) return;
  throw new MachineError('INVALID_ARGS', `${wait} waits for one ${type}, got ${typeText(given)}`);
}

function isNumber(given: unknown): boolean {
  return typeof given === 'number' && !Number.isNaN(given);
}

import { MachineError } from '../errors.js';
import { isMarkSetting, isThunk } from '../metadata/index.js';

const MARKS = 'an object, { traced: true }';
const SETTING = 'true, false, a name or options';

/**
 * Finds what callers without types may have handed to `instrument`, before anything is written.
 * @throws MachineError `DECORATOR` naming what was given and what was expected
 */
export function checkInput(Class: unknown, marks: unknown): void {
  if (typeof Class !== 'function') throw refusal(`${textOf(Class)} is no class`, 'instrument(Feed, { traced: true })');
  const place = `class '${Class.name}'`;
  if (!Object.isExtensible(Class)) throw refusal(`${place} is frozen`, 'marks before that');
  if (!isRecord(marks)) throw refusal(`the marks of ${place} are ${textOf(marks)}`, MARKS);
  const { handlers, parent, ...settings } = marks;
  checkSettings(place, settings);
  if (!isParent(parent)) {
    throw refusal(`parent of ${place} is ${textOf(parent)}`, 'true, () => ParentClass, or { member } with a class');
  }
  if (handlers === undefined) return;
  if (!isRecord(handlers)) throw refusal(`handlers of ${place} is ${textOf(handlers)}`, 'an object by method name');
  for (const [method, own] of Object.entries(handlers)) {
    const where = `method '${method}' of ${place}`;
    if (!isRecord(own)) throw refusal(`the mark of ${where} is ${textOf(own)}`, MARKS);
    checkSettings(where, own);
  }
}

function checkSettings(place: string, settings: Readonly<Record<string, unknown>>): void {
  for (const [signal, setting] of Object.entries(settings)) {
    if (setting === undefined || isMarkSetting(setting)) continue;
    throw refusal(`${signal} of ${place} is ${textOf(setting)}`, SETTING);
  }
}

function isParent(parent: unknown): boolean {
  if (parent === undefined || parent === true || isThunk(parent)) return true;
  if (!isRecord(parent)) return false;
  return typeof parent['member'] === 'string' && (parent['class'] === undefined || isThunk(parent['class']));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function refusal(given: string, expected: string): MachineError {
  return new MachineError('DECORATOR', `instrument: ${given}; expected ${expected}`);
}

function textOf(value: unknown): string {
  if (typeof value === 'function') return `the class or function ${value.name}`.trimEnd();
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

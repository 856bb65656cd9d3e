import {
  isMarkSetting,
  misplaced,
  toMark,
  writeClassMark,
  writeHandlerMark,
  type MarkSetting,
  type Signal,
} from '../src/metadata/index.js';
import type { MarkDecorator } from './mark-decorator.js';
import type { Mentioned } from './known-names.js';
import { targetOf } from './target.js';

/**
 * The decorator that writes one signal's mark on the class or handler it stands on, and does nothing else.
 * @param given all that it was called with: at most one setting
 * @throws MachineError `DECORATOR` when it was written without parentheses; when applied, where it has no meaning
 */
export function signalMark(decorator: string, signal: Signal, given: readonly unknown[]): MarkDecorator<Mentioned> {
  const [setting] = given;
  if (given.length > 1 || !isSetting(setting)) {
    const expected = `${decorator}() with nothing, true, false, a name or options between the parentheses`;
    throw misplaced(
      decorator,
      { place: 'a class or member without parentheses, or with a setting it cannot read' },
      expected,
    );
  }
  const mark = toMark(setting);
  return (...call: readonly unknown[]): void => {
    const { target, name, isClass } = targetOf(decorator, call, ['method'], 'a class or a handler method');
    if (isClass) writeClassMark(target, signal, mark, name);
    else writeHandlerMark(target, name, signal, mark);
  };
}

function isSetting(given: unknown): given is MarkSetting | undefined {
  // A legacy member decorator without parentheses is handed the prototype, which owns a constructor; options do not.
  return given === undefined || (isMarkSetting(given) && !Object.hasOwn(Object(given) as object, 'constructor'));
}

import { misplaced, type MarkTarget } from '../src/metadata/index.js';
import { placeOf, type Place } from './dialect.js';

/** Where a mark goes: on the class, or on a member of it. */
export interface Target {
  readonly target: MarkTarget;
  readonly name: string;
  readonly isClass: boolean;
}

const REMEDY = 'a compiler that passes context.metadata (TypeScript 5.2; swc, Babel: decorators of 2023-11)';

/**
 * Tells where the mark of a decorator goes.
 * @param decorator as written, for messages
 * @param kinds what it may stand on besides a class
 * @param expected the same, for messages
 * @throws MachineError `DECORATOR` when it stands elsewhere
 */
export function targetOf(
  decorator: string,
  call: readonly unknown[],
  kinds: readonly Place['kind'][],
  expected: string,
): Target {
  const place = placeOf(call);
  if (!place) throw misplaced(decorator, { place: 'what is neither a class nor a member' }, expected);
  const { kind, name, ordinary, target } = place;
  const text = String(name);
  if (!target) throw misplaced(decorator, { place: `${kind} '${text}'` }, REMEDY);
  const isClass = kind === 'class';
  if (isClass || (kinds.includes(kind) && ordinary && typeof name === 'string')) return { target, name: text, isClass };
  const className = typeof target === 'function' ? target.name : undefined;
  throw misplaced(
    decorator,
    { place: `${ordinary ? '' : 'static or private '}${kind} '${text}'`, className },
    expected,
  );
}

import { MachineError } from '../errors.js';

/** What a decorator stands on, for messages. */
export interface Misplacement {
  /** "field 'retries'" */
  readonly place: string;
  /** Undefined where a decorator is not told its class. */
  readonly className?: string | undefined;
}

/**
 * The error for a decorator where it has no meaning.
 * @param decorator as written, `@Traced`
 * @param expected where it belongs, or what to write instead
 */
export function misplaced(decorator: string, { place, className }: Misplacement, expected: string): MachineError {
  const owner = className === undefined ? '' : ` of ${placeName(className)}`;
  return new MachineError('DECORATOR', `${decorator} stands on ${place}${owner}; expected ${expected}`);
}

/**
 * The error for two marks on one target that cannot both hold.
 * @param what the two, "'traced' on and off"
 * @param place where they stand, "class 'Feed'"
 */
export function contradiction(what: string, place: string): MachineError {
  return new MachineError('DECORATOR', `${place} is marked ${what}; keep one of the two`);
}

/**
 * How a message names a class or one of its members.
 * @param className undefined where a decorator is not told its class
 */
export function placeName(className: string | undefined, member?: string): string {
  const owner = className === undefined ? '' : `class '${className === '' ? '(anonymous)' : className}'`;
  if (member === undefined) return owner === '' ? 'the class' : owner;
  return owner === '' ? `member '${member}'` : `member '${member}' of ${owner}`;
}

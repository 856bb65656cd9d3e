import { secretTexts, withoutSecrets } from '../../tracer/index.js';
import { OTHER } from './bounded-names.js';

/** A class name as one writes it; anything else could carry a message or an id into a label. */
const CLASS_NAME = /^[A-Za-z_$][\w$]{0,63}$/;

/**
 * The value of the label `error_type` for anything that was thrown: the name of its class, never its message. A plain
 * `Error` goes by its `name`; a thrown value that is no error by its `typeof`. Never throws, whatever its getters do.
 */
export function errorTypeOf(error: unknown): string {
  if (error === null) return 'null';
  try {
    return isError(error) ? withoutSecret(classNameOf(error), error) : typeof error;
  } catch {
    return OTHER;
  }
}

/** By shape, not by `instanceof`: errors come from other realms too. */
function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'name' in value && 'message' in value && 'stack' in value;
}

/** Whatever a program puts into a name. */
function withoutSecret(name: string, error: Error): string {
  return withoutSecrets(name, secretTexts({}, error)) === name ? name : OTHER;
}

function classNameOf(error: Error): string {
  const className = error.constructor.name;
  if (className !== '' && className !== 'Error') return CLASS_NAME.test(className) ? className : OTHER;
  return CLASS_NAME.test(error.name) ? error.name : 'Error';
}

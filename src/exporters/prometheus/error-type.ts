import { OTHER } from './bounded-names.js';

/** A class name as one writes it; anything else could carry a message or an id into a label. */
const CLASS_NAME = /^[A-Za-z_$][\w$]{0,63}$/;

/**
 * The value of the label `error_type` for anything that was thrown: the name of its class, never its message.
 * The `name` of the error goes before the name of its constructor, as it survives minifying; a thrown value that is no
 * object has its `typeof`. Never throws, not even for an error whose properties do.
 */
export function errorTypeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return error === null ? 'null' : typeof error;
  try {
    const { name } = error as { readonly name?: unknown };
    if (typeof name === 'string' && name !== 'Error' && CLASS_NAME.test(name)) return name;
    const own = error.constructor.name;
    return CLASS_NAME.test(own) ? own : OTHER;
  } catch {
    return OTHER;
  }
}

import { shared } from './shared-state.js';

/** Methods of bound classes that are named like handlers of states there are not, with the nearest state. */
export function misnamedHandlers(): readonly string[] {
  return [...shared.misnamed];
}

import { DBG_METHODS } from '../../src/exporters/dbg/index.js';
import type { SchemaMessage, TransitionMessage } from '../../src/exporters/dbg/index.js';
import { lineOfEvent } from '../../src/debugger/model/index.js';
import { MessageTranslator } from '../../src/debugger/wire/index.js';
import { callsIn, goldenConnections } from './golden-streams.js';

/** A recorded session of the reference, as the lines of a recording; one millisecond apart. */
export function goldenLines(name: string): string {
  let at = 1_700_000_000_000;
  return goldenConnections(name)
    .flatMap(({ request }, number) => {
      const translator = new MessageTranslator(`c${String(number)}`);
      const events = [...callsIn(request)].map(([method, message]) =>
        method === DBG_METHODS.schema
          ? translator.schema(message as SchemaMessage, at++)
          : translator.transition(message as TransitionMessage, at++),
      );
      return [...events, ...translator.end(at++)];
    })
    .map((event) => `${lineOfEvent(event)}\n`)
    .join('');
}

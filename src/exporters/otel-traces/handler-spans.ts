import type { HandlerCall } from '../../tracer/index.js';
import { ATTR } from '../../semconv.js';
import { allowedArgs, errorText } from '../shared/index.js';
import { addArgs, handlerAttributes } from './attributes.js';
import type { Attributes } from './attributes.js';
import type { TraceSettings } from './settings.js';
import type { SinkSpan } from './span-sink.js';

/** What ended a handler span: how the handler ended, or that nobody looks any more. */
type Ending = HandlerCall['outcome'] | NonNullable<HandlerCall['settled']> | 'detached';

/** The open spans of one machine's marked handlers; each lasts to the end of its handler's promise. */
export class HandlerSpans {
  readonly #settings: TraceSettings;
  readonly #open = new Map<HandlerCall, SinkSpan>();

  constructor(settings: TraceSettings) {
    this.#settings = settings;
  }

  get(call: HandlerCall): SinkSpan | undefined {
    return this.#open.get(call);
  }

  start(call: HandlerCall, mark: Readonly<Record<string, unknown>>, parent: SinkSpan, timeMs: number): SinkSpan {
    const attributes = handlerAttributes(this.#settings, call);
    addArgs(attributes, call.transition, allowedArgs(mark));
    const span = this.#settings.sink.start({ name: call.name, parent: parent.context, timeMs, attributes });
    this.#open.set(call, span);
    return span;
  }

  /** The handler returned: the end of its span, unless it left a promise. */
  returned(call: HandlerCall, span: SinkSpan, timeMs: number): void {
    if (!call.pending) this.#end(call, span, timeMs, call.outcome, false);
  }

  settled(call: HandlerCall, timeMs: number): void {
    const span = this.#open.get(call);
    if (span !== undefined) this.#end(call, span, timeMs, call.settled ?? 'ok', true);
  }

  endAll(timeMs: number, ending: 'aborted' | 'detached'): void {
    for (const [call, span] of this.#open) this.#end(call, span, timeMs, ending, true);
  }

  #end(call: HandlerCall, span: SinkSpan, timeMs: number, ending: Ending, async: boolean): void {
    this.#open.delete(call);
    const attributes: Attributes = {};
    if (this.#settings.namespacedKeys) {
      attributes[ATTR.amHandlerOutcome] = ending;
      if (async) attributes[ATTR.amHandlerAsync] = true;
    }
    if (ending !== 'error' && ending !== 'timeout') {
      span.end({ timeMs, attributes });
      return;
    }
    const { type, message } = errorText(call.error ?? ending);
    attributes[ATTR.errorType] = call.error === undefined ? ending : type;
    span.end({ timeMs, attributes, failure: { message } });
  }
}

import type { HandlerCall } from '../../tracer/index.js';
import { ATTR } from '../../semconv.js';
import type { Redaction } from '../shared/index.js';
import { addArgs, addResult, handlerAttributes } from './attributes.js';
import type { Attributes } from './attributes.js';
import type { TraceSettings } from './settings.js';
import type { SinkSpan } from './span-sink.js';

/** What ended a handler span: how the handler ended, or that nobody looks any more. */
type Mark = Readonly<Record<string, unknown>>;

interface OpenHandler {
  readonly span: SinkSpan;
  readonly mark: Mark;
}

type Ending = HandlerCall['outcome'] | NonNullable<HandlerCall['settled']>;

/**
 * The open spans of one machine's marked handlers; each lasts to the end of its handler's promise. Does not hold the calls, thus not
 * the machine either: one that waits for a promise which nobody has any more can be collected.
 */
export class HandlerSpans {
  readonly #settings: TraceSettings;
  readonly #redaction: Redaction;
  readonly #open = new Set<OpenHandler>();
  #of = new WeakMap<HandlerCall, OpenHandler>();

  constructor(settings: TraceSettings, redaction: Redaction) {
    this.#settings = settings;
    this.#redaction = redaction;
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  get(call: HandlerCall): SinkSpan | undefined {
    return this.#of.get(call)?.span;
  }

  start(call: HandlerCall, mark: Mark, parent: SinkSpan, timeMs: number): SinkSpan {
    const attributes = handlerAttributes(this.#settings, call);
    addArgs(attributes, this.#redaction, call.transition, mark);
    const name = typeof mark['name'] === 'string' ? mark['name'] : call.name;
    const span = this.#settings.sink.start({ name, parent: parent.context, timeMs, runsCode: true, attributes });
    const open = { span, mark };
    this.#open.add(open);
    this.#of.set(call, open);
    return span;
  }

  /** The handler returned: the end of its span, unless it left a promise. */
  returned(call: HandlerCall, timeMs: number): void {
    const open = this.#of.get(call);
    if (open !== undefined && !call.pending) this.#end(call, open, timeMs, call.outcome, false);
  }

  settled(call: HandlerCall, timeMs: number): void {
    const open = this.#of.get(call);
    if (open !== undefined) this.#end(call, open, timeMs, call.settled ?? 'ok', true);
  }

  endAll(timeMs: number, ending: 'aborted' | 'detached'): void {
    const open = [...this.#open];
    this.#open.clear();
    this.#of = new WeakMap<HandlerCall, OpenHandler>();
    for (const { span } of open) span.end({ timeMs, attributes: this.#outcome(ending, true) });
  }

  #end(call: HandlerCall, open: OpenHandler, timeMs: number, ending: Ending, async: boolean): void {
    const { span, mark } = open;
    this.#open.delete(open);
    this.#of.delete(call);
    const attributes: Attributes = {};
    addResult(attributes, this.#redaction, call, mark);
    Object.assign(attributes, this.#outcome(ending, async));
    if (ending !== 'error' && ending !== 'timeout') {
      span.end({ timeMs, attributes });
      return;
    }
    const { type, message } = this.#redaction.error(call.error ?? ending, call.transition, mark);
    attributes[ATTR.errorType] = call.error === undefined ? ending : type;
    span.end({ timeMs, attributes, failure: { message } });
  }

  #outcome(ending: Ending | 'detached', async: boolean): Attributes {
    if (!this.#settings.namespacedKeys) return {};
    return { [ATTR.amHandlerOutcome]: ending, ...(async && { [ATTR.amHandlerAsync]: true }) };
  }
}

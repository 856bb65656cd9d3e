import * as otel from '@opentelemetry/api';
import type { MutationSource, TraceCarrier, TraceContext } from '../../tracer/index.js';
import { parseBaggage } from './baggage-text.js';
import { W3C } from './propagators.js';
import { hasIdentity } from './span-sink.js';
import type { ActiveContext } from './span-sink.js';

/** How traces come from other processes and go on there. */
export interface PropagationOptions {
  /** Reads and writes the fields of messages. @default W3C Trace Context and W3C Baggage */
  readonly propagator?: otel.TextMapPropagator | undefined;
  /** W3C baggage that handlers have where nothing else is active, and child processes get. @default nothing */
  readonly baggage?: string | otel.Baggage | undefined;
  /** Told of what a propagator throws, and once of a clock that was set. Must not throw. @default nobody */
  readonly onError?: (error: unknown) => void;
}

/** The way of traces in and out of the process. */
export class Propagation {
  /** What is active where nothing else is; undefined for nothing. */
  readonly base: ActiveContext | undefined;
  readonly #propagator: otel.TextMapPropagator;
  readonly #onError: (error: unknown) => void;
  readonly #known = new WeakMap<MutationSource, ActiveContext>();

  constructor({ propagator = W3C, baggage, onError = () => undefined }: PropagationOptions = {}) {
    this.#propagator = propagator;
    this.#onError = onError;
    const entries = typeof baggage === 'string' ? parseBaggage(baggage) : baggage;
    if (entries !== undefined) {
      this.base = { token: otel.propagation.setBaggage(otel.ROOT_CONTEXT, entries), span: undefined };
    }
  }

  /**
   * What came along with a mutation.
   * @param within what was active when it was made, which it is added to
   */
  read(source: MutationSource, within?: ActiveContext): ActiveContext {
    if (within !== undefined) return this.#read(source, within);
    let found = this.#known.get(source);
    if (found === undefined) this.#known.set(source, (found = this.#read(source, NOTHING)));
    return found;
  }

  /** The fields with which another process goes on below a span, by their lower-case names. */
  write(span: TraceContext, within: ActiveContext | undefined): Readonly<Record<string, string>> {
    const fields: Record<string, string> = {};
    try {
      const context = otel.trace.setSpanContext(within?.token ?? otel.ROOT_CONTEXT, span);
      this.#propagator.inject(context, fields, otel.defaultTextMapSetter);
    } catch (error) {
      this.#onError(error);
    }
    return fields;
  }

  #read(source: MutationSource, before: ActiveContext): ActiveContext {
    try {
      const token = this.#propagator.extract(otel.trace.deleteSpan(before.token), source, SOURCE);
      const span = otel.trace.getSpanContext(token);
      if (span !== undefined && hasIdentity(span)) return { token, span };
      const active = otel.trace.getSpan(before.token);
      return { token: active === undefined ? token : otel.trace.setSpan(token, active), span: before.span };
    } catch (error) {
      this.#onError(error);
      return before;
    }
  }
}

const NOTHING: ActiveContext = { token: otel.ROOT_CONTEXT, span: undefined };

/** Reads headers as well as variables: in any case, `-` as `_` too. */
export const FIELDS: otel.TextMapGetter<TraceCarrier> = {
  keys: (carrier) => (hasGet(carrier) ? [] : Object.keys(carrier)),
  get(carrier, key) {
    const found = hasGet(carrier) ? carrier.get(key) : valueOf(carrier, key);
    if (typeof found === 'string') return found;
    return Array.isArray(found) ? found.filter((each): each is string => typeof each === 'string') : undefined;
  },
};

/** What came along, else what is known of it alone. */
const SOURCE: otel.TextMapGetter<MutationSource> = {
  keys: ({ carrier = {} }) => FIELDS.keys(carrier),
  get: ({ carrier = {}, traceparent }, key) =>
    FIELDS.get(carrier, key) ?? (key === 'traceparent' ? traceparent : undefined),
};

type Fields = Exclude<TraceCarrier, { get(name: string): unknown }>;

/** A field may have this name too, but is no function. */
function hasGet(carrier: TraceCarrier): carrier is Exclude<TraceCarrier, Fields> {
  return typeof carrier.get === 'function';
}

function valueOf(carrier: Fields, key: string): unknown {
  const name = Object.hasOwn(carrier, key) ? key : Object.keys(carrier).find((other) => isSame(other, key));
  return name === undefined ? undefined : carrier[name];
}

function isSame(name: string, key: string): boolean {
  return (
    name.length === key.length && name.replaceAll('-', '_').toLowerCase() === key.replaceAll('-', '_').toLowerCase()
  );
}

import * as otel from '@opentelemetry/api';
import type { TextMapPropagator } from '@opentelemetry/api';
import { baggageText, parseBaggage } from './baggage-text.js';
import { hasIdentity } from './span-sink.js';
import { parseTraceparent, traceparentOf } from './traceparent.js';

/** The propagators that are built in. */
export type PropagatorName = 'tracecontext' | 'baggage';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';
const BAGGAGE = 'baggage';

/** W3C Trace Context. */
const traceContext: TextMapPropagator = {
  fields: () => [TRACEPARENT, TRACESTATE],
  inject(context, carrier, setter) {
    const span = otel.trace.getSpanContext(context);
    if (span === undefined || !hasIdentity(span)) return;
    setter.set(carrier, TRACEPARENT, traceparentOf(span));
    const state = span.traceState?.serialize() ?? '';
    if (state !== '') setter.set(carrier, TRACESTATE, state);
  },
  extract(context, carrier, getter) {
    const [traceparent] = listOf(getter.get(carrier, TRACEPARENT));
    const span = traceparent === undefined ? undefined : parseTraceparent(traceparent);
    if (span === undefined) return context;
    const state = otel.createTraceState(listOf(getter.get(carrier, TRACESTATE)).join(','));
    const traceState = state.serialize() === '' ? {} : { traceState: state };
    return otel.trace.setSpanContext(context, { ...span, isRemote: true, ...traceState });
  },
};

/** W3C Baggage. */
const baggage: TextMapPropagator = {
  fields: () => [BAGGAGE],
  inject(context, carrier, setter) {
    const entries = otel.propagation.getBaggage(context);
    const text = entries === undefined ? '' : baggageText(entries);
    if (text !== '') setter.set(carrier, BAGGAGE, text);
  },
  extract(context, carrier, getter) {
    const entries = parseBaggage(listOf(getter.get(carrier, BAGGAGE)).join(','));
    return entries === undefined ? context : otel.propagation.setBaggage(context, entries);
  },
};

const BUILT_IN: Readonly<Record<PropagatorName, TextMapPropagator>> = { tracecontext: traceContext, baggage };

/**
 * What carries traces to other processes, one after the other.
 * @param names without any, nothing crosses
 */
export function propagatorOf(names: readonly PropagatorName[]): TextMapPropagator {
  const all = [...new Set(names)].map((name) => BUILT_IN[name]);
  return {
    fields: () => all.flatMap((each) => each.fields()),
    inject(context, carrier, setter) {
      for (const each of all) each.inject(context, carrier, setter);
    },
    extract: (context, carrier, getter) => all.reduce((found, each) => each.extract(found, carrier, getter), context),
  };
}

/** W3C Trace Context and W3C Baggage. */
export const W3C: TextMapPropagator = propagatorOf(['tracecontext', 'baggage']);

function listOf(found: string | string[] | undefined): readonly string[] {
  if (found === undefined) return [];
  return typeof found === 'string' ? [found] : found;
}

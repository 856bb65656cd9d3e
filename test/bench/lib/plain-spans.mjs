// Spans of five attributes and one event, the ones that exporters and encoders are compared with.

/** The attributes of the span with this number. */
export const attributesOf = (i) => ({ machine: 'm1', 'tx.id': `tx${i}`, type: 'add', n: i, ok: true });

export const nameOf = (i) => `[add] S${i % 10}`;
export const eventName = 'S1State';
export const eventAttributes = { emitter: 'h' };

/** Starts and ends the span with this number through a tracer of OpenTelemetry. */
export const addPlainSpan = (tracer, i, parent) => {
  const span = tracer.startSpan(nameOf(i), { attributes: attributesOf(i) }, parent);
  span.addEvent(eventName, eventAttributes);
  span.end();
};

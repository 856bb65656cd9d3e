import { ATTR } from '../../semconv.js';
import type { Packer } from './packer.js';
import { NO_CONTEXT } from './span-sink.js';
import type { SpanEvent, SpanLink, SpanSink, SpanStart } from './span-sink.js';
import type { StateSlot } from './state-slots.js';
import type { Unpacker } from './unpacker.js';

/** Writes what is kept of a state; false where its span can't be put aside, or not be taken up again. */
export function packSlot(packer: Packer, slot: StateSlot, { resume }: SpanSink): boolean {
  const { state, label, group, span, sinceMs } = slot;
  packer.text(state);
  packer.text(label === state ? '' : label);
  packer.context(group);
  packer.context(span?.context);
  if (span === undefined) return true;
  const held = slot.isShown || resume === undefined ? undefined : span.held?.();
  if (held === undefined) return false;
  packer.attributes(slot.attributes);
  packer.number(sinceMs);
  packer.count(slot.segment);
  packer.count(slot.reentries);
  packer.count(slot.events);
  packer.count(held.links.length);
  for (const link of held.links) {
    packer.context(link.context);
    packer.attributes(link.attributes);
  }
  packer.count(held.events.length);
  for (const { name, timeMs, attributes } of held.events) {
    packer.text(name);
    packer.flag(timeMs === sinceMs);
    if (timeMs !== sinceMs) packer.number(timeMs);
    packer.attributes(attributes);
  }
  return true;
}

/** What was written of a state, with its span open again. */
export function unpackSlot(unpacker: Unpacker, sink: SpanSink): StateSlot {
  const state = unpacker.text();
  const label = unpacker.text() || state;
  const group = unpacker.context() ?? NO_CONTEXT;
  const context = unpacker.context();
  const none = { span: undefined, attributes: undefined, next: undefined, isShown: false };
  const slot: StateSlot = { state, label, group, ...none, sinceMs: 0, segment: 1, reentries: 0, events: 0 };
  if (context === undefined) return slot;
  slot.attributes = unpacker.attributes();
  slot.sinceMs = unpacker.number();
  slot.segment = unpacker.count();
  slot.reentries = unpacker.count();
  slot.events = unpacker.count();
  const links = listOf(unpacker, (): SpanLink => {
    const link = { context: unpacker.context() ?? NO_CONTEXT, attributes: unpacker.attributes() };
    return link as SpanLink;
  });
  const events = listOf(unpacker, (): SpanEvent => {
    const name = unpacker.text();
    const timeMs = unpacker.flag() ? slot.sinceMs : unpacker.number();
    return { name, timeMs, attributes: unpacker.attributes() };
  });
  slot.span = sink.resume?.(context, startOf(slot, slot.sinceMs, links), events);
  return slot;
}

function listOf<T>(unpacker: Unpacker, read: () => T): readonly T[] {
  return Array.from({ length: unpacker.count() }, read);
}

/**
 * The start of a state's span, of its first segment or a later one. With all members there may be, and in the order of those of
 * transitions: sinks read objects of one shape faster.
 */
export function startOf(slot: StateSlot, timeMs: number, links: readonly SpanLink[] | undefined): SpanStart {
  const { label: name, group: parent, segment } = slot;
  const attributes = segment > 1 ? { ...slot.attributes, [ATTR.amStateSegment]: segment } : slot.attributes;
  return { name, parent, isRemote: false, timeMs, runsCode: false, attributes, links };
}

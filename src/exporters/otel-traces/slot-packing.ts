import { ATTR, LINK_KIND } from '../../semconv.js';
import { packAttributes, unpackAttributes } from './packed-attributes.js';
import type { Packer } from './packer.js';
import type { TraceSettings } from './settings.js';
import { NO_CONTEXT } from './span-sink.js';
import type { SinkSpan, SpanEvent, SpanLink, SpanStart } from './span-sink.js';
import type { StateSlot } from './state-slots.js';
import type { Unpacker } from './unpacker.js';

/** The machine that a state is of. */
export interface SlotOwner {
  readonly settings: TraceSettings;
  readonly machineId: string;
  readonly index: number;
  readonly createdMs: number;
}

/** What is true of most states, or not. */
const IS = {
  /** Its label is that of a single one, or that of a multi one. */
  single: 1,
  multi: 2,
  /** It has a span. */
  active: 4,
  /** The span is the first one of the activation, with as many events as were counted. */
  first: 8,
  /** It has one link, to the transition that made it active. */
  caused: 16,
  /** It has one event without attributes, from when it began. */
  told: 32,
} as const;

/** Attributes of the link of a state to its transition; the same object, so that others differ from it. */
export const LINK_TRANSITION = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.transition });
const LINK_WORDS: readonly string[] = [LINK_KIND.transition, LINK_KIND.continuation];
const NO_WORDS: readonly string[] = [];

type Held = NonNullable<ReturnType<NonNullable<SinkSpan['held']>>>;

/** Writes what is kept of a state; false where its span can't be put aside, or not be taken up again. */
export function packSlot(packer: Packer, slot: StateSlot, owner: SlotOwner): boolean {
  const { state, label, group, span } = slot;
  const held = slot.isShown || owner.settings.sink.resume === undefined ? undefined : span?.held?.();
  if (span !== undefined && held === undefined) return false;
  const kind = kindOf(slot, held, owner);
  packer.name(state);
  packer.byte(kind);
  if ((kind & (IS.single | IS.multi)) === 0) packer.text(label);
  packer.context(group);
  if (span === undefined || held === undefined) return true;
  packer.context(span.context);
  packAttributes(packer, slot.attributes, [owner.machineId, state, packer.followed]);
  packer.time(slot.sinceMs, owner.createdMs);
  if ((kind & IS.first) === 0) {
    packer.count(slot.segment);
    packer.count(slot.reentries);
    packer.count(slot.events);
  }
  packHeld(packer, held, kind, slot.sinceMs);
  return true;
}

function kindOf(slot: StateSlot, held: Held | undefined, { settings, index }: SlotOwner): number {
  const { state, label } = slot;
  let kind = 0;
  if (label === settings.naming.state(index, state, false)) kind |= IS.single;
  else if (label === settings.naming.state(index, state, true)) kind |= IS.multi;
  if (held === undefined) return kind;
  const { links, events } = held;
  kind |= IS.active;
  if (slot.segment === 1 && slot.reentries === 0 && slot.events === events.length) kind |= IS.first;
  const [link] = links;
  if (links.length === 1 && link?.attributes === LINK_TRANSITION) kind |= IS.caused;
  const [event] = events;
  if (events.length === 1 && event !== undefined && isPlain(event, slot)) kind |= IS.told;
  return kind;
}

function isPlain({ timeMs, attributes }: SpanEvent, { sinceMs }: StateSlot): boolean {
  return Object.is(timeMs, sinceMs) && attributes === undefined;
}

function packHeld(packer: Packer, { links, events }: Held, kind: number, sinceMs: number): void {
  const isCaused = (kind & IS.caused) !== 0;
  if (!isCaused) packer.count(links.length);
  for (const link of links) {
    packer.context(link.context);
    if (!isCaused) packAttributes(packer, link.attributes, LINK_WORDS);
  }
  if ((kind & IS.told) === 0) packer.count(events.length);
  for (const { name, timeMs, attributes } of events) {
    packer.name(name);
    if ((kind & IS.told) !== 0) continue;
    packer.time(timeMs, sinceMs);
    packAttributes(packer, attributes, NO_WORDS);
  }
}

/** What was written of a state, with its span open again. */
export function unpackSlot(unpacker: Unpacker, owner: SlotOwner): StateSlot {
  const { settings, index, machineId, createdMs } = owner;
  const state = unpacker.name();
  const kind = unpacker.byte();
  const isNamed = (kind & (IS.single | IS.multi)) !== 0;
  const label = isNamed ? settings.naming.state(index, state, (kind & IS.multi) !== 0) : unpacker.text();
  const group = unpacker.context() ?? NO_CONTEXT;
  const none = { span: undefined, attributes: undefined, next: undefined, isShown: false };
  const slot: StateSlot = { state, label, group, ...none, sinceMs: 0, segment: 1, reentries: 0, events: 0 };
  if ((kind & IS.active) === 0) return slot;
  const context = unpacker.context() ?? NO_CONTEXT;
  slot.attributes = unpackAttributes(unpacker, [machineId, state, unpacker.followed]);
  slot.sinceMs = unpacker.time(createdMs);
  const isFirst = (kind & IS.first) !== 0;
  if (!isFirst) {
    slot.segment = unpacker.count();
    slot.reentries = unpacker.count();
    slot.events = unpacker.count();
  }
  const { links, events } = unpackHeld(unpacker, kind, slot.sinceMs);
  if (isFirst) slot.events = events.length;
  slot.span = settings.sink.resume?.(context, startOf(slot, slot.sinceMs, links), events);
  return slot;
}

function unpackHeld(unpacker: Unpacker, kind: number, sinceMs: number): Held {
  const isCaused = (kind & IS.caused) !== 0;
  const links = Array.from({ length: isCaused ? 1 : unpacker.count() }, (): SpanLink => {
    const context = unpacker.context() ?? NO_CONTEXT;
    const attributes = isCaused ? LINK_TRANSITION : unpackAttributes(unpacker, LINK_WORDS);
    return { context, attributes } as SpanLink;
  });
  if ((kind & IS.told) !== 0)
    return { links, events: [{ name: unpacker.name(), timeMs: sinceMs, attributes: undefined }] };
  const events = Array.from({ length: unpacker.count() }, (): SpanEvent => {
    const name = unpacker.name();
    return { name, timeMs: unpacker.time(sinceMs), attributes: unpackAttributes(unpacker, NO_WORDS) };
  });
  return { links, events };
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

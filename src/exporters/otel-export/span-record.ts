import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Attributes, HrTime, Link, SpanContext } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { secondsAndNanos } from '../shared/index.js';

/** What all spans of a tracer have in common, and where they go. */
export interface SpanOrigin {
  readonly resource: Resource;
  readonly scope: ReadableSpan['instrumentationScope'];
  readonly take: (span: ReadableSpan) => void;
}

type Values = Readonly<Record<string, string | number | boolean | readonly string[]>>;

interface RecordLink {
  readonly context: SpanContext;
  readonly attributes?: Values;
}

/** What is known of a span when it starts. Times are milliseconds since the epoch. */
export interface RecordStart {
  readonly name: string;
  readonly timeMs: number;
  readonly attributes?: Values | undefined;
  readonly links?: readonly RecordLink[] | undefined;
}

/** What became known by its end. */
export interface RecordEnd {
  readonly timeMs: number;
  readonly name?: string | undefined;
  readonly attributes?: Values | undefined;
  readonly failure?: { readonly message: string } | undefined;
}

/** An event of a span that is open. */
export interface HeldEvent {
  readonly name: string;
  readonly timeMs: number;
  readonly attributes: Values | undefined;
}

interface RecordEvent extends HeldEvent {
  next: RecordEvent | undefined;
}

/** As many as the SDK keeps of events, links and attributes each. */
const MOST = 128;
/** Up to here an array that grows by one is smaller than one with room. */
const FEW = 8;

const UNSET: ReadableSpan['status'] = { code: SpanStatusCode.UNSET };

/**
 * A span as exporters of the OpenTelemetry SDK read it, made from what it is given as it is: what is handed over may not change any
 * more. Their form is made when they read it. Never throws.
 */
export class SpanRecord implements ReadableSpan {
  name: string;
  readonly context: SpanContext;
  readonly parentSpanContext: SpanContext;
  readonly #origin: SpanOrigin;
  readonly #startMs: number;
  #endMs: number | undefined;
  #attributes: Values | undefined;
  #finalAttributes: Values | undefined;
  #links: readonly RecordLink[] | undefined;
  #firstEvent: RecordEvent | undefined;
  #lastEvent: RecordEvent | undefined;
  #eventCount = 0;
  #linkCount: number;
  #failure: string | undefined;

  constructor(origin: SpanOrigin, context: SpanContext, parent: SpanContext, start: RecordStart) {
    this.name = start.name;
    this.context = context;
    this.parentSpanContext = parent;
    this.#origin = origin;
    this.#startMs = start.timeMs;
    this.#attributes = start.attributes;
    const { links } = start;
    // What is as long as that is added to.
    this.#links = links !== undefined && links.length >= FEW ? [...links] : links;
    this.#linkCount = links?.length ?? 0;
  }

  /** Always: who would not see it gets another one. */
  get recording(): boolean {
    return true;
  }

  event(name: string, timeMs: number, attributes?: Values): void {
    if (this.#endMs !== undefined) return;
    const event = { name, timeMs, attributes, next: undefined };
    if (this.#lastEvent === undefined) this.#firstEvent = event;
    else this.#lastEvent.next = event;
    this.#lastEvent = event;
    this.#eventCount += 1;
    if (this.#eventCount > MOST) this.#firstEvent = this.#firstEvent?.next;
  }

  link(link: RecordLink): void {
    if (this.#endMs !== undefined) return;
    this.#linkCount += 1;
    const links = this.#links ?? [];
    if (links.length < FEW) this.#links = [...links, link];
    else if (links.length < MOST) (links as RecordLink[]).push(link);
    else this.#links = [...links.slice(1), link];
  }

  end({ timeMs, name, attributes, failure }: RecordEnd): void {
    if (this.#endMs !== undefined) return;
    this.#endMs = Math.max(timeMs, this.#startMs);
    if (name !== undefined) this.name = name;
    this.#finalAttributes = attributes;
    this.#failure = failure?.message;
    this.#origin.take(this);
  }

  /** All that it holds besides its start; undefined for one that has ended, or lost some of it. */
  held(): { readonly events: readonly HeldEvent[]; readonly links: readonly RecordLink[] } | undefined {
    if (this.ended || this.droppedEventsCount + this.droppedLinksCount > 0) return undefined;
    const events: HeldEvent[] = [];
    for (let event = this.#firstEvent; event !== undefined; event = event.next) events.push(event);
    return { events, links: this.#links ?? [] };
  }

  get kind(): SpanKind {
    return SpanKind.INTERNAL;
  }

  spanContext(): SpanContext {
    return this.context;
  }

  get resource(): Resource {
    return this.#origin.resource;
  }

  get instrumentationScope(): SpanOrigin['scope'] {
    return this.#origin.scope;
  }

  get startTime(): HrTime {
    return secondsAndNanos(this.#startMs);
  }

  get endTime(): HrTime {
    return this.#endMs === undefined ? [0, 0] : secondsAndNanos(this.#endMs);
  }

  get duration(): HrTime {
    if (this.#endMs === undefined) return [-1, -1];
    const [startSeconds, startNanos] = this.startTime;
    const [seconds, nanos] = this.endTime;
    return nanos < startNanos
      ? [seconds - startSeconds - 1, nanos - startNanos + 1e9]
      : [seconds - startSeconds, nanos - startNanos];
  }

  get ended(): boolean {
    return this.#endMs !== undefined;
  }

  get status(): ReadableSpan['status'] {
    return this.#failure === undefined ? UNSET : { code: SpanStatusCode.ERROR, message: this.#failure };
  }

  get attributes(): Attributes {
    const all = this.#allAttributes();
    return countOf(all) <= MOST ? all : Object.fromEntries(Object.entries(all).slice(0, MOST));
  }

  get droppedAttributesCount(): number {
    return Math.max(0, countOf(this.#allAttributes()) - MOST);
  }

  get links(): Link[] {
    return (this.#links ?? []) as Link[];
  }

  get droppedLinksCount(): number {
    return this.#linkCount - (this.#links?.length ?? 0);
  }

  get events(): ReadableSpan['events'] {
    const events: ReadableSpan['events'] = [];
    for (let event = this.#firstEvent; event !== undefined; event = event.next) {
      const { name, timeMs, attributes = {} } = event;
      events.push({
        name,
        time: secondsAndNanos(timeMs),
        attributes: attributes as Attributes,
        droppedAttributesCount: 0,
      });
    }
    return events;
  }

  get droppedEventsCount(): number {
    return Math.max(0, this.#eventCount - MOST);
  }

  /** Those of its start and of its end. */
  #allAttributes(): Attributes {
    if (this.#finalAttributes !== undefined) {
      const final = this.#finalAttributes;
      this.#attributes = this.#attributes === undefined ? final : { ...this.#attributes, ...final };
      this.#finalAttributes = undefined;
    }
    return (this.#attributes ?? {}) as Attributes;
  }
}

/** Faster than to make a list of them. */
function countOf(attributes: Attributes): number {
  let count = 0;
  for (const _ in attributes) count += 1;
  return count;
}

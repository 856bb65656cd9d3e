import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { OtelTraces, RecordingSink } from '../../../src/exporters/otel-traces/index.js';
import type { OtelTracesOptions, RecordedSpan } from '../../../src/exporters/otel-traces/index.js';
import type { Selection } from '../../../src/tracer/index.js';
import { FakeClock } from '../../../src/testing/index.js';

/** A tracer over a recording sink, with time that stands still. */
export class Traced {
  readonly clock = new FakeClock();
  readonly sink: RecordingSink;
  readonly tracer: OtelTraces;

  constructor(options: Partial<OtelTracesOptions> = {}, sink = new RecordingSink()) {
    this.sink = sink;
    this.tracer = new OtelTraces({ sink, clock: this.clock.now, autoRoot: false, ...options });
  }

  get names(): readonly string[] {
    return this.sink.spans.map((span) => span.name);
  }

  /** The only span of that name, or the nth from 0. */
  span(name: string, nth = 0): RecordedSpan {
    const found = this.all(name)[nth];
    if (found === undefined) throw new Error(`no span "${name}" in ${this.names.join(', ')}`);
    return found;
  }

  all(name: string): readonly RecordedSpan[] {
    return this.sink.spans.filter((span) => span.name === name);
  }

  /** `parent/child/...` names from the root to the span. */
  path(span: RecordedSpan): string {
    const parent = this.sink.spans.find((other) => other.context.spanId === span.parent?.spanId);
    return parent === undefined ? span.name : `${this.path(parent)} > ${span.name}`;
  }

  /** Events of a span by name, but for the one that every transition has. */
  events(span: RecordedSpan): readonly string[] {
    return span.events.map(({ name }) => name).filter((name) => name !== 'finals');
  }

  /** What a link of a span points at: `kind name`. */
  links(span: RecordedSpan): readonly string[] {
    return span.links.map((link) => {
      const to = this.sink.spans.find((other) => other.context.spanId === link.context.spanId);
      return `${String(link.attributes?.['asyncmachine.link.kind'])} ${to?.name ?? '?'}`;
    });
  }
}

/** What marks would say: options of the class and of handlers. */
export function selection(parts: {
  readonly whole?: boolean;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly handlers?: Readonly<Record<string, Readonly<Record<string, unknown>> | false>>;
}): Selection {
  const handlers = parts.handlers ?? {};
  return {
    wholeMachine: parts.whole ?? true,
    options: parts.options ?? {},
    anyHandler: Object.values(handlers).some((mark) => mark !== false),
    handler: (name) => handlers[name],
  };
}

/** Until what is gone has been noticed, or for long enough: registries are told one after the other, those of earlier tests first. */
export async function collected(isDone: () => boolean | Promise<boolean>): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let tries = 0; tries < 10_000 && !(await isDone()); tries++) {
    if (tries % 500 === 0) collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

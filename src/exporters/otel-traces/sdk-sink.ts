import * as otel from '@opentelemetry/api';
import type { TraceContext } from '../../tracer/index.js';
import { secondsAndNanos } from '../shared/index.js';
import { NO_SPAN } from './span-sink.js';
import type {
  ActiveContext,
  SinkSpan,
  SpanAttributes,
  SpanEnd,
  SpanEvent,
  SpanLink,
  SpanSink,
  SpanStart,
} from './span-sink.js';

/** What {@link SdkSink} needs. */
export interface SdkSinkOptions {
  /** A tracer of any OpenTelemetry SDK: sampler, processors and exporters are those of its provider. */
  readonly tracer: otel.Tracer;
  /**
   * Whether handler code runs with its span active, so that instrumented libraries nest under it.
   * @default true if a context manager is registered when the sink is made: without one it has no effect
   */
  readonly activeContext?: boolean;
  /** Hands over what the provider still holds; must not reject. */
  readonly flush?: () => Promise<void>;
  /** Ends the provider; must not reject. */
  readonly shutdown?: () => Promise<void>;
  /** Told of everything the SDK throws. */
  readonly onError?: (error: unknown) => void;
}

/** Contexts that are kept; few enough to look at all. */
const MAX_PARENTS = 8;

/** Passes spans on to an OpenTelemetry SDK, through nothing but its API. */
export class SdkSink implements SpanSink {
  readonly flush?: () => Promise<void>;
  readonly shutdown?: () => Promise<void>;
  readonly runInSpan?: <R>(span: SinkSpan, run: () => R, within?: ActiveContext) => R;
  readonly capture?: () => ActiveContext | undefined;
  readonly resume?: NonNullable<SpanSink['resume']>;
  readonly #tracer: RecordTracer;
  readonly #onError: (error: unknown) => void;
  readonly #parents = new ParentContexts();

  constructor(options: SdkSinkOptions) {
    this.#tracer = options.tracer;
    this.#onError = options.onError ?? (() => undefined);
    if (options.flush !== undefined) this.flush = options.flush;
    if (options.shutdown !== undefined) this.shutdown = options.shutdown;
    if (this.#tracer.resumeRecord !== undefined) this.resume = this.#resume.bind(this);
    if (options.activeContext ?? hasContextManager()) {
      this.runInSpan = runInSpan;
      this.capture = capture;
    }
  }

  start(start: SpanStart): SinkSpan {
    try {
      const record = this.#startRecord(start);
      if (record !== undefined) return record;
      const { attributes, links } = start;
      // For SDKs, what is undefined is as good as absent.
      const options = { startTime: hrTimeOf(start.timeMs), attributes, links } as otel.SpanOptions;
      return new SdkSpan(this.#tracer.startSpan(start.name, options, this.#parents.of(start)), this.#onError);
    } catch (error) {
      this.#onError(error);
      return NO_SPAN;
    }
  }

  #resume(context: TraceContext, start: SpanStart, events: readonly SpanEvent[]): SinkSpan {
    try {
      return this.#tracer.resumeRecord?.(context, start, events) ?? NO_SPAN;
    } catch (error) {
      this.#onError(error);
      return NO_SPAN;
    }
  }

  /** Undefined for a span that has to be one of the API: the first of a trace, and those that code runs in. */
  #startRecord(start: SpanStart): SinkSpan | undefined {
    if (start.parent === undefined || start.isRemote === true) return undefined;
    if (start.runsCode === true && this.runInSpan !== undefined) return undefined;
    return this.#tracer.startRecord?.(start.parent, start);
  }
}

/** What a tracer may do besides: make spans past the SDK, from all that is known of them. */
interface RecordTracer extends otel.Tracer {
  startRecord?(parent: TraceContext, start: SpanStart): SinkSpan | undefined;
  resumeRecord?(context: TraceContext, start: SpanStart, events: readonly SpanEvent[]): SinkSpan;
}

/** A span of an SDK. */
export class SdkSpan implements SinkSpan {
  readonly context: TraceContext;
  readonly recording: boolean;
  readonly span: otel.Span;
  readonly #onError: (error: unknown) => void;

  constructor(span: otel.Span, onError: (error: unknown) => void) {
    this.span = span;
    this.context = span.spanContext();
    this.recording = span.isRecording();
    this.#onError = onError;
  }

  event(name: string, timeMs: number, attributes?: SpanAttributes): void {
    if (!this.#isOpen) return;
    try {
      this.span.addEvent(name, attributes as otel.Attributes | undefined, hrTimeOf(timeMs));
    } catch (error) {
      this.#onError(error);
    }
  }

  link(link: SpanLink): void {
    if (!this.#isOpen) return;
    try {
      this.span.addLink(link as otel.Link);
    } catch (error) {
      this.#onError(error);
    }
  }

  end({ timeMs, name, attributes, failure }: SpanEnd): void {
    if (!this.#isOpen) return;
    try {
      if (name !== undefined) this.span.updateName(name);
      if (attributes !== undefined) this.span.setAttributes(attributes as otel.Attributes);
      if (failure !== undefined) this.span.setStatus({ code: otel.SpanStatusCode.ERROR, message: failure.message });
    } catch (error) {
      this.#onError(error);
    }
    try {
      this.span.end(hrTimeOf(timeMs));
    } catch (error) {
      this.#onError(error);
    }
  }

  /** The program may have ended it. */
  get #isOpen(): boolean {
    return this.recording && this.span.isRecording();
  }
}

/** The contexts that spans are started in: most have the parent of one before. */
class ParentContexts {
  readonly #known: { readonly parent: TraceContext; readonly context: otel.Context }[] = [];
  #next = 0;

  of({ parent, isRemote }: SpanStart): otel.Context {
    if (parent === undefined) return otel.ROOT_CONTEXT;
    if (isRemote === true) return otel.trace.setSpanContext(otel.ROOT_CONTEXT, { ...parent, isRemote });
    for (const known of this.#known) if (known.parent === parent) return known.context;
    const context = otel.trace.setSpanContext(otel.ROOT_CONTEXT, parent);
    this.#known[this.#next] = { parent, context };
    this.#next = (this.#next + 1) % MAX_PARENTS;
    return context;
  }
}

let lastMs = -1;
let lastTime: otel.HrTime = [0, 0];

/** A time in the form that SDKs take as it is. What happens at one instant is asked for in a row. */
function hrTimeOf(timeMs: number): otel.HrTime {
  if (timeMs === lastMs) return lastTime;
  lastMs = timeMs;
  lastTime = secondsAndNanos(timeMs);
  return lastTime;
}

function capture(): ActiveContext | undefined {
  const token = otel.context.active();
  return token === otel.ROOT_CONTEXT ? undefined : { token, span: otel.trace.getSpanContext(token) };
}

function runInSpan<R>(span: SinkSpan, run: () => R, within?: ActiveContext): R {
  const active = within === undefined ? otel.context.active() : within.token;
  const context =
    span instanceof SdkSpan ? otel.trace.setSpan(active, span.span) : otel.trace.setSpanContext(active, span.context);
  return otel.context.with(context, run);
}

const probe = otel.createContextKey('statescope: is a context manager registered');

/** The API has no question for it, but without a manager `with` changes nothing. */
function hasContextManager(): boolean {
  return otel.context.with(
    otel.ROOT_CONTEXT.setValue(probe, true),
    () => otel.context.active().getValue(probe) === true,
  );
}

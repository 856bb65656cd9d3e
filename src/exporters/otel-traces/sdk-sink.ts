import * as otel from '@opentelemetry/api';
import type { TraceContext } from '../../tracer/index.js';
import { NO_SPAN } from './span-sink.js';
import type { ActiveContext, SinkSpan, SpanAttributes, SpanEnd, SpanLink, SpanSink, SpanStart } from './span-sink.js';

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

/** Passes spans on to an OpenTelemetry SDK, through nothing but its API. */
export class SdkSink implements SpanSink {
  readonly flush?: () => Promise<void>;
  readonly shutdown?: () => Promise<void>;
  readonly runInSpan?: <R>(span: SinkSpan, run: () => R, within?: ActiveContext) => R;
  readonly capture?: () => ActiveContext | undefined;
  readonly #tracer: otel.Tracer;
  readonly #onError: (error: unknown) => void;

  constructor(options: SdkSinkOptions) {
    this.#tracer = options.tracer;
    this.#onError = options.onError ?? (() => undefined);
    if (options.flush !== undefined) this.flush = options.flush;
    if (options.shutdown !== undefined) this.shutdown = options.shutdown;
    if (options.activeContext ?? hasContextManager()) {
      this.runInSpan = runInSpan;
      this.capture = capture;
    }
  }

  start(start: SpanStart): SinkSpan {
    try {
      const options: otel.SpanOptions = { startTime: start.timeMs };
      if (start.attributes !== undefined) options.attributes = start.attributes as otel.Attributes;
      if (start.links !== undefined) options.links = start.links as otel.Link[];
      const parent = start.parent === undefined ? otel.ROOT_CONTEXT : contextOf(start.parent, start.isRemote);
      return new SdkSpan(this.#tracer.startSpan(start.name, options, parent), this.#onError);
    } catch (error) {
      this.#onError(error);
      return NO_SPAN;
    }
  }
}

class SdkSpan implements SinkSpan {
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
    if (this.#open) this.#guard(() => this.span.addEvent(name, attributes as otel.Attributes | undefined, timeMs));
  }

  link(link: SpanLink): void {
    if (this.#open) this.#guard(() => this.span.addLink(link as otel.Link));
  }

  end(end: SpanEnd): void {
    if (!this.#open) return;
    this.#guard(() => {
      if (end.name !== undefined) this.span.updateName(end.name);
      if (end.attributes !== undefined) this.span.setAttributes(end.attributes as otel.Attributes);
      if (end.failure !== undefined) {
        this.span.setStatus({ code: otel.SpanStatusCode.ERROR, message: end.failure.message });
      }
    });
    this.#guard(() => this.span.end(end.timeMs));
  }

  get #open(): boolean {
    return this.recording && this.span.isRecording();
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#onError(error);
    }
  }
}

function contextOf(context: TraceContext, isRemote = false): otel.Context {
  return otel.trace.setSpanContext(otel.ROOT_CONTEXT, isRemote ? { ...context, isRemote } : context);
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

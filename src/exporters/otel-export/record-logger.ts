import { context as contexts, isSpanContextValid, trace } from '@opentelemetry/api';
import type { HrTime, SpanContext } from '@opentelemetry/api';
import type { Logger, LogRecord } from '@opentelemetry/api-logs';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ATTR } from '../../semconv.js';
import { errorText, wholeStack } from '../shared/index.js';
import { hrTimeOf } from './hr-time.js';
import { checkedAttributes, isAnyValue } from './record-attributes.js';
import type { RecordLimits } from './record-limits.js';

/** In place of a body that has no form in OpenTelemetry. */
const UNREADABLE = '[unreadable]';

/** What all records of a logger have in common. */
export interface RecordOrigin {
  readonly resource: Resource;
  readonly scope: ReadableLogRecord['instrumentationScope'];
  readonly limits: RecordLimits;
}

/**
 * A logger that makes records for exporters of the OpenTelemetry SDK. It keeps to the limits of the SDK and takes a third of its
 * time; processors, filters and loggers by scope are up to the providers of the SDK.
 */
export class RecordLogger implements Logger {
  readonly #origin: RecordOrigin;
  readonly #take: (record: ReadableLogRecord) => void;

  constructor(origin: RecordOrigin, take: (record: ReadableLogRecord) => void) {
    this.#origin = origin;
    this.#take = take;
  }

  enabled(): boolean {
    return true;
  }

  emit(given: LogRecord): void {
    // A property that is undefined is as good as none.
    this.#take(new OwnLogRecord(this.#origin, given) as ReadableLogRecord);
  }
}

type AsRead<T> = { readonly [K in keyof T]-?: T[K] | undefined };

/** As an exporter reads it. */
class OwnLogRecord implements AsRead<ReadableLogRecord> {
  readonly hrTime: HrTime;
  readonly hrTimeObserved: HrTime;
  readonly spanContext: SpanContext | undefined;
  readonly severityText: string | undefined;
  readonly severityNumber: LogRecord['severityNumber'];
  readonly body: LogRecord['body'];
  readonly eventName: string | undefined;
  readonly resource: Resource;
  readonly instrumentationScope: RecordOrigin['scope'];
  readonly attributes: ReadableLogRecord['attributes'];
  readonly droppedAttributesCount: number;

  constructor({ resource, scope, limits }: RecordOrigin, given: LogRecord) {
    const { timestamp = Date.now(), observedTimestamp = Date.now(), context = contexts.active(), exception } = given;
    this.hrTime = hrTimeOf(timestamp);
    this.hrTimeObserved = observedTimestamp === timestamp ? this.hrTime : hrTimeOf(observedTimestamp);
    const spanContext = trace.getSpanContext(context);
    this.spanContext = spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
    this.severityText = given.severityText;
    this.severityNumber = given.severityNumber;
    this.body = typeof given.body === 'string' || isAnyValue(given.body) ? given.body : UNREADABLE;
    this.eventName = given.eventName;
    this.resource = resource;
    this.instrumentationScope = scope;
    const all = exception === undefined ? given.attributes : { ...exceptionAttributes(exception), ...given.attributes };
    const { attributes, dropped } = checkedAttributes(all ?? {}, limits);
    this.attributes = attributes;
    this.droppedAttributesCount = dropped;
  }
}

function exceptionAttributes(exception: unknown): Readonly<Record<string, string>> {
  const told = errorText(exception);
  const { type, message } = told;
  const stack = wholeStack(told);
  return {
    [ATTR.exceptionType]: type,
    [ATTR.exceptionMessage]: message,
    ...(stack !== undefined && { [ATTR.exceptionStacktrace]: stack }),
  };
}

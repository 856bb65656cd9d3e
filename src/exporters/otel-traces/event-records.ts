import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { AnyValueMap, Logger } from '@opentelemetry/api-logs';
import type { MachineView, TraceContext } from '../../tracer/index.js';
import type { SpanAttributes } from './span-sink.js';

/** What happened in a span, as a record of its own. */
export interface EventRecord {
  readonly name: string;
  /** Whose it is. */
  readonly machine: MachineView;
  readonly timeMs: number;
  readonly severity: 'error' | 'warn' | 'info';
  /** Of the span. */
  readonly context: TraceContext;
  readonly attributes: SpanAttributes;
}

/** Takes records; false for one that goes nowhere, which shows as an event of its span then. Must not throw. */
export type EventRecords = (record: EventRecord) => unknown;

/** The numbers of OpenTelemetry; who only traces does not load the package that names them. */
const SEVERITY: Readonly<Record<EventRecord['severity'], number>> = {
  error: 17,
  warn: 13,
  info: 9,
};

/** Records for a logger of any OpenTelemetry SDK. */
export function eventRecords(logger: Logger): EventRecords {
  return ({ name, timeMs, severity, context, attributes }) => {
    logger.emit({
      eventName: name,
      timestamp: timeMs,
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum would load its package
      severityNumber: SEVERITY[severity],
      severityText: severity,
      attributes: attributes as AnyValueMap,
      context: trace.setSpanContext(ROOT_CONTEXT, context),
    });
    return true;
  };
}

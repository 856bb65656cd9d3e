import { processEnvironment } from '../config/index.js';
import type { Environment } from '../config/index.js';
import { MachineError } from '../errors.js';
import type { TraceContext } from '../tracer/index.js';
import type { ReferenceTraces, ReferenceTracesOptions, SdkSinkOptions } from '../exporters/otel-traces/index.js';

/** What variables say of traces under preset `go`. */
export type ReferenceSettings = Omit<ReferenceTracesOptions, 'sink' | 'clock' | 'id' | 'log'>;

/**
 * Reads the variables of traces as the reference does (telemetry specification §1.7, §1.13): entries of lists keep their
 * blanks, and the ids of a remote parent count only together.
 * @throws MachineError `CONFIG` for an expression that cannot be read
 */
export function referenceEnvironment(environment: Environment): ReferenceSettings {
  const isOn = (name: string): boolean => !OFF.has(environment[name] ?? '');
  return {
    parent: referenceParent(environment),
    skipTransitions: !isOn('AM_OTEL_TRACE_TXS'),
    skipLogArgs: !isOn('AM_OTEL_TRACE_ARGS'),
    skipAuto: isOn('AM_OTEL_TRACE_NOAUTO'),
    includeHealth: isOn('AM_OTEL_TRACE_HEALTH'),
    allowStates: listOf(environment['AM_OTEL_TRACE_ALLOW_STATES']),
    skipStates: listOf(environment['AM_OTEL_TRACE_SKIP_STATES']),
    allowStatesRe: expressionOf('AM_OTEL_TRACE_ALLOW_STATES_RE', environment),
    skipStatesRe: expressionOf('AM_OTEL_TRACE_SKIP_STATES_RE', environment),
    rpc: isOn('AM_RPC_DBG'),
  };
}

/** Who is told of what the tracer of the reference does. */
interface ReferenceListeners {
  /** Told of the `root` span. */
  readonly onRoot?: ((root: TraceContext) => void) | undefined;
  readonly log?: ReferenceTracesOptions['log'] | undefined;
}

/**
 * The tracer of the reference as variables set it, below a `root` span where they name no remote parent.
 */
export async function referenceTracer(
  options: SdkSinkOptions,
  environment: Environment = processEnvironment(),
  { onRoot, log }: ReferenceListeners = {},
): Promise<ReferenceTraces> {
  const { ReferenceTraces, SdkSink, startRoot } = await import('../exporters/otel-traces/index.js');
  const settings = referenceEnvironment(environment);
  const sink = new SdkSink(options);
  const rootSpan = settings.parent === undefined ? startRoot(sink) : undefined;
  if (rootSpan !== undefined) onRoot?.(rootSpan);
  return new ReferenceTraces({ ...settings, sink, rootSpan, ...(log && { log }) });
}

/** The remote parent that the ids of the reference name, if both are valid. */
export function referenceParent(environment: Environment): ReferenceTracesOptions['parent'] {
  const { AM_OTEL_TRACE_ID: traceId = '', AM_OTEL_SPAN_ID: spanId = '' } = environment;
  const isValid = /^(?!0{32})[0-9a-f]{32}$/i.test(traceId) && /^(?!0{16})[0-9a-f]{16}$/i.test(spanId);
  return isValid ? { traceId: traceId.toLowerCase(), spanId: spanId.toLowerCase(), traceFlags: 1 } : undefined;
}

/** Whether variables ask for traces at all. */
export function wantsReferenceTraces({ AM_SERVICE: service = '', AM_OTEL_TRACE: trace = '' }: Environment): boolean {
  return service !== '' && !OFF.has(trace);
}

const OFF: ReadonlySet<string> = new Set(['', '0', 'false', 'no', 'off']);

function listOf(text = ''): readonly string[] {
  return text === '' ? [] : text.split(',');
}

function expressionOf(name: string, environment: Environment): RegExp | undefined {
  const text = environment[name] ?? '';
  if (text === '') return undefined;
  try {
    return new RegExp(text);
  } catch (error) {
    throw new MachineError('CONFIG', `${name} is "${text}": expected a regular expression`, { cause: error });
  }
}

import { DiagLogLevel, diag } from '@opentelemetry/api';
import { thrownText } from '../../tracer/index.js';

/** How much OpenTelemetry says of itself. */
export type OtelDiagLevel = 'error' | 'warn' | 'info' | 'debug' | 'verbose' | 'all';

type Weight = Exclude<OtelDiagLevel, 'all'>;

const LEVELS = {
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
} as const;
const LONGEST = 2000;

/**
 * Hands on what OpenTelemetry has to say of itself, its exporters and processors included, unless the program has a logger for that.
 * @param tell must not throw
 * @returns ends it
 */
export function forwardDiag(level: OtelDiagLevel, tell: (weight: Weight, line: string) => void): () => void {
  if (registered() !== undefined) return () => undefined;
  const at =
    (weight: Weight) =>
    (...said: readonly unknown[]): void =>
      tell(weight, said.map(textOf).join(' ').slice(0, LONGEST));
  const logger = {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    verbose: at('verbose'),
  };
  diag.setLogger(logger, { logLevel: LEVELS[level], suppressOverrideMessage: true });
  const ours = registered();
  return () => {
    if (ours !== undefined && registered() === ours) diag.disable();
  };
}

const KEY = Symbol.for('opentelemetry.js.api.1');

/** The logger in force; the API itself does not tell. */
function registered(): unknown {
  return (globalThis as { readonly [KEY]?: { readonly diag?: unknown } })[KEY]?.diag;
}

function textOf(said: unknown): string {
  if (typeof said === 'string') return said;
  if (typeof said !== 'object' || said === null || said instanceof Error) return thrownText(said);
  try {
    return JSON.stringify(said);
  } catch {
    return typeof said;
  }
}

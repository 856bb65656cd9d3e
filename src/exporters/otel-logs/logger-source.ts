import type { Logger, LoggerProvider } from '@opentelemetry/api-logs';
import { SCHEMA_URL, SCOPE_NAME, SCOPE_VERSION } from '../../semconv.js';

/** A logger, and how its owner hands over what it holds and ends it. */
export interface LoggerSource {
  readonly logger: Logger;
  readonly flush?: () => Promise<void>;
  readonly shutdown?: () => Promise<void>;
}

/** The logger of a provider that somebody else made: it is flushed with us, where it can be, but never shut down. */
export function loggerSourceOf(provider: LoggerProvider): LoggerSource {
  const logger = provider.getLogger(SCOPE_NAME, SCOPE_VERSION, { schemaUrl: SCHEMA_URL });
  const { forceFlush } = provider as { forceFlush?: () => Promise<void> };
  return forceFlush === undefined ? { logger } : { logger, flush: () => forceFlush.call(provider) };
}

import type { Logger, LoggerProvider } from '@opentelemetry/api-logs';
import { SCHEMA_URL, SCOPE_NAME, SCOPE_VERSION } from '../../semconv.js';

/** A logger, and how its owner hands over what it holds and ends it. */
export interface LoggerSource {
  readonly logger: Logger;
  /** A logger of a name of one's own. @default {@link logger} for every name */
  readonly loggerOf?: (name: string) => Logger;
  readonly flush?: () => Promise<void>;
  readonly shutdown?: () => Promise<void>;
}

/** The logger of a provider that somebody else made: it is flushed with us, where it can be, but never shut down. */
export function loggerSourceOf(provider: LoggerProvider): LoggerSource {
  const logger = provider.getLogger(SCOPE_NAME, SCOPE_VERSION, { schemaUrl: SCHEMA_URL });
  const { forceFlush } = provider as { forceFlush?: () => Promise<void> };
  const loggerOf = (name: string): Logger => provider.getLogger(name);
  return { logger, loggerOf, ...(forceFlush !== undefined && { flush: () => forceFlush.call(provider) }) };
}

import type { LoggerSource } from './logger-source.js';
import { ReferenceLogs } from './reference-logs.js';
import type { ReferenceLogsOptions } from './reference-logs.js';

/** Log records as the reference writes them, through a provider of ours or of somebody else. */
export function referenceLogsOf(
  { logger, loggerOf, flush, shutdown }: LoggerSource,
  options: Omit<ReferenceLogsOptions, 'provider' | 'flush' | 'shutdown'> = {},
): ReferenceLogs {
  const provider = { getLogger: (name: string) => loggerOf?.(name) ?? logger };
  return new ReferenceLogs({ ...options, provider, flush, shutdown });
}

import type { TelemetryConfig } from '../../config/index.js';
import type { DbgExporterOptions } from './dbg-options.js';

/** What a configuration says of debuggers; undefined when there is none. */
export function configuredDbg({
  dbg,
  semantic,
  logs,
  preset,
  stackFilter,
  shutdownTimeoutMs,
}: TelemetryConfig): DbgExporterOptions | undefined {
  const addresses = (dbg.address ?? '').split(',').filter((address) => address.trim() !== '');
  if (!dbg.enabled || addresses.length === 0) return undefined;
  const isGo = preset === 'go';
  return {
    addresses,
    level: logs.level ?? (isGo ? 'nothing' : undefined),
    inherit: dbg.inherit,
    stacks: dbg.stacks,
    stackFilter,
    args: semantic.args,
    steps: semantic.steps,
    checks: semantic.checks,
    ownGroup: !isGo,
    flushMs: shutdownTimeoutMs,
  };
}

import type { InheritRules } from '../tracer/index.js';
import { stateEntry } from './model/mark-options.js';
import type { TelemetryConfig } from './model.js';

/** What a configuration says of inheriting, as rules; what it leaves out is left out. */
export function inheritRulesOf({ rpc, inherit }: Pick<TelemetryConfig, 'rpc' | 'inherit'>): InheritRules {
  const { unmarked, depth, skipTags, skipIds } = inherit;
  return {
    rpc,
    ...(unmarked !== undefined && { unmarked }),
    ...(depth !== undefined && { depth }),
    ...(skipTags !== undefined && { skipTags }),
    // Anything but an expression was refused when the configuration was read.
    ...(skipIds !== undefined && { skipIds: stateEntry(skipIds) as RegExp }),
  };
}

import type { TelemetryConfig } from '../../config/index.js';
import type { OtelTracesOptions } from './options.js';
import { parseTraceparent } from './traceparent.js';

/**
 * What a configuration says of traces. What it sets goes before the options of marks; what it does not set is left to them.
 * @param isSet whether anybody set a dotted key
 */
export function configuredTraces(
  { preset, traces }: TelemetryConfig,
  isSet: (key: string) => boolean,
): Omit<OtelTracesOptions, 'sink'> {
  const { transitions, auto, health, checks, canceled, empty, minDurationMs, handlers, history, root } = traces;
  const parent = traces.traceparent === undefined ? undefined : parseTraceparent(traces.traceparent);
  return {
    skipTransitions: !(transitions ?? preset !== 'go'),
    txHistory: history,
    autoRoot: root,
    ...(isSet('traces.auto') && { skipAuto: !auto }),
    ...(isSet('traces.handlers') && { handlers }),
    ...(health !== undefined && { skipHealth: !health }),
    ...(checks !== undefined && { skipChecks: !checks }),
    ...(canceled !== undefined && { skipCanceled: !canceled }),
    ...(empty !== undefined && { skipEmpty: !empty }),
    ...(minDurationMs !== undefined && { minDurationMs }),
    ...(parent !== undefined && { parent }),
  };
}

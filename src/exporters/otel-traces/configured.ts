import type { TelemetryConfig } from '../../config/index.js';
import type { OtelTracesOptions } from './options.js';

/**
 * What a configuration says of traces, but for other processes. What it sets goes before the options of marks; what it does not set is left to them.
 * @param isSet whether anybody set a dotted key
 */
export function configuredTraces(
  { preset, traces, logs }: TelemetryConfig,
  isSet: (key: string) => boolean,
): Omit<OtelTracesOptions, 'sink'> {
  const { transitions, auto, health, checks, canceled, empty, minDurationMs, handlers, history, root } = traces;
  return {
    scope: traces.scope,
    rotate: preset === 'go' ? { spans: 0, ms: 0 } : traces.rotate,
    groupSpans: traces.groupSpans,
    ...recordsOf(traces),
    ...groupsOf(traces),
    logArgs: traces.args,
    // Without logs nothing else would tell of exceptions.
    exceptions: logs.exporter === 'none' ? 'events' : traces.exceptions,
    skipTransitions: !(transitions ?? preset !== 'go'),
    txHistory: history,
    restAfterMs: traces.restAfterMs,
    autoRoot: root,
    ...(isSet('traces.auto') && { skipAuto: !auto }),
    ...(isSet('traces.handlers') && { handlers }),
    ...(health !== undefined && { skipHealth: !health }),
    ...(checks !== undefined && { skipChecks: !checks }),
    ...(canceled !== undefined && { skipCanceled: !canceled }),
    ...(empty !== undefined && { skipEmpty: !empty }),
    ...(minDurationMs !== undefined && { minDurationMs }),
  };
}

function recordsOf(traces: TelemetryConfig['traces']) {
  const { naming, attributeKeys, multi, eventsAs, stateSpans, startRecords, stateHeartbeatMs, stateSegmentMs } = traces;
  return { naming, attributeKeys, multi, eventsAs, stateSpans, startRecords, stateHeartbeatMs, stateSegmentMs };
}

/** Lists say nothing while groups do not show. */
function groupsOf({ groups, onlyGroups, onlyGroupStates }: TelemetryConfig['traces']) {
  return groups ? { groups, onlyGroups, onlyGroupStates } : {};
}

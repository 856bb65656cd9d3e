import type { Variable } from '../variable.js';

const ALSO = 'One regular expression besides the list.';

/** Traces of machines (telemetry specification §8.1). */
export const TRACE_VARIABLES: readonly Variable[] = [
  {
    name: 'AM_OTEL_TRACE',
    key: 'traces.exporter',
    kind: 'flag',
    flag: { on: 'otlp', off: 'none' },
    help: 'Traces over OTLP; `OTEL_TRACES_EXPORTER` names another exporter.',
  },
  { name: 'AM_OTEL_TRACE_TXS', key: 'traces.transitions', kind: 'flag' },
  { name: 'AM_OTEL_TRACE_ARGS', key: 'traces.args', kind: 'flag' },
  { name: 'AM_OTEL_TRACE_NOAUTO', key: 'traces.auto', kind: 'inverted', help: 'No spans of auto transitions.' },
  { name: 'AM_OTEL_TRACE_HEALTH', key: 'traces.health', kind: 'flag' },
  { name: 'AM_OTEL_TRACE_CHECKS', key: 'traces.checks', kind: 'flag' },
  {
    name: 'AM_OTEL_SKIP_CANCELED',
    key: 'traces.canceled',
    kind: 'inverted',
    help: 'No spans of canceled transitions.',
  },
  {
    name: 'AM_OTEL_SKIP_EMPTY',
    key: 'traces.empty',
    kind: 'inverted',
    help: 'No spans of transitions that change nothing.',
  },
  { name: 'AM_OTEL_TRACE_ALLOW_STATES', key: 'traces.states.allow', kind: 'list' },
  { name: 'AM_OTEL_TRACE_ALLOW_STATES_RE', key: 'traces.states.allow', kind: 'pattern', help: ALSO },
  { name: 'AM_OTEL_TRACE_SKIP_STATES', key: 'traces.states.skip', kind: 'list' },
  { name: 'AM_OTEL_TRACE_SKIP_STATES_RE', key: 'traces.states.skip', kind: 'pattern', help: ALSO },
  { name: 'AM_OTEL_GROUPS', key: 'traces.groups', kind: 'flag' },
  { name: 'AM_OTEL_GROUPS_ALLOWLIST', key: 'traces.onlyGroups', kind: 'list', ignored: justOn },
  { name: 'AM_OTEL_STATES_ALLOWLIST', key: 'traces.onlyGroupStates', kind: 'list', ignored: justOn },
  { name: 'AM_OTEL_HANDLERS', key: 'traces.handlers', kind: 'choice' },
  { name: 'AM_OTEL_GROUP_SPANS', key: 'traces.groupSpans', kind: 'choice' },
  { name: 'AM_OTEL_TRACE_SCOPE', key: 'traces.scope', kind: 'choice' },
  { name: 'AM_OTEL_TRACE_FILE', key: 'traces.file', kind: 'text', implies: { 'traces.exporter': 'file' } },
  { name: 'AM_OTEL_TRACE_FILE_MAX_BYTES', key: 'traces.maxFileBytes', kind: 'number' },
  { name: 'AM_OTEL_TRACE_FILES', key: 'traces.maxFiles', kind: 'number' },
  { name: 'AM_OTEL_TRACE_FORMAT', key: 'traces.consoleFormat', kind: 'choice' },
  { name: 'AM_OTEL_PROVIDER', key: 'traces.provider', kind: 'choice' },
  { name: 'AM_OTEL_NAMING', key: 'traces.naming', kind: 'choice' },
  { name: 'AM_OTEL_ATTRIBUTE_KEYS', key: 'traces.attributeKeys', kind: 'choice' },
  { name: 'AM_OTEL_MULTI', key: 'traces.multi', kind: 'choice' },
  { name: 'AM_OTEL_EVENTS_AS', key: 'traces.eventsAs', kind: 'choice' },
  { name: 'AM_OTEL_STATE_SPANS', key: 'traces.stateSpans', kind: 'flag' },
  { name: 'AM_OTEL_START_RECORDS', key: 'traces.startRecords', kind: 'flag' },
  { name: 'AM_OTEL_STATE_HEARTBEAT', key: 'traces.stateHeartbeatMs', kind: 'duration' },
  { name: 'AM_OTEL_STATE_SEGMENT', key: 'traces.stateSegmentMs', kind: 'duration' },
  { name: 'AM_OTEL_MIN_DURATION', key: 'traces.minDurationMs', kind: 'duration' },
  { name: 'AM_OTEL_ROTATE_SPANS', key: 'traces.rotate.spans', kind: 'number' },
  { name: 'AM_OTEL_ROTATE_AGE', key: 'traces.rotate.ms', kind: 'duration' },
  { name: 'AM_OTEL_TRACE_HISTORY', key: 'traces.history', kind: 'number' },
  { name: 'AM_OTEL_REST_AFTER', key: 'traces.restAfterMs', kind: 'duration' },
  { name: 'AM_OTEL_NO_ROOT', key: 'traces.root', kind: 'inverted', help: 'No span above all machines.' },
  { name: 'AM_OTEL_REMOTE', key: 'traces.remote', kind: 'choice' },
  { name: 'AM_OTEL_EXPORT_ENV', key: 'traces.exportEnvironment', kind: 'flag' },
  {
    name: 'AM_OTEL_TRACE_ID',
    key: 'traces.traceparent',
    kind: 'part',
    help: 'Trace of the remote parent, 32 digits; with `AM_OTEL_SPAN_ID`, and only without `TRACEPARENT`.',
  },
  { name: 'AM_OTEL_SPAN_ID', key: 'traces.traceparent', kind: 'part', help: 'Span of the remote parent, 16 digits.' },
  {
    name: 'AM_OTEL_TRACE_FLAGS',
    key: 'traces.traceparent',
    kind: 'part',
    help: 'Flags of the remote parent, 2 digits, `01` unless given.',
  },
  { name: 'TRACEPARENT', key: 'traces.traceparent', kind: 'text' },
  { name: 'TRACESTATE', key: 'traces.tracestate', kind: 'text' },
  { name: 'BAGGAGE', key: 'baggage', kind: 'text' },
];

/** The lists of code or file stand, as in the reference. */
function justOn(value: string): string | undefined {
  return value === '1' ? 'it leaves the list to code and file' : undefined;
}

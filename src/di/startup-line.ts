import type { LoadedConfig } from '../config/index.js';
import type { SinkStats } from '../exporters/prometheus/index.js';
import { SCOPE_NAME, SCOPE_VERSION } from '../semconv.js';
import type { RunningModules } from './running-modules.js';

/** One line that tells what is on, where it goes, and how many classes ask for it. */
export function startupLine({ config }: LoadedConfig, modules: RunningModules, markedClasses: number): string {
  const { metricsUrl, adminUrl } = modules;
  const parts = [
    ...(modules.losses().sinks ?? []).map((sink) => `${sink.signal} to ${targetOf(sink)}`),
    ...(metricsUrl === undefined ? [] : [`metrics at ${metricsUrl}`]),
    ...(adminUrl === undefined ? [] : [`admin at ${adminUrl}`]),
  ];
  const running = parts.length > 0 ? parts : modules.names.map((name) => `module ${name}`);
  const what = running.length === 0 ? 'nothing is on' : running.join(', ');
  const classes = markedClasses === 1 ? '1 marked class' : `${String(markedClasses)} marked classes`;
  return `${SCOPE_NAME} ${SCOPE_VERSION}, service "${config.service}": ${what}; ${classes}`;
}

/** `otlp_http_json_span_exporter` is `otlp_http_json` to people. */
function targetOf({ component, record, address }: SinkStats): string {
  const kind = component.replace(`_${record}_exporter`, '');
  return address === undefined ? kind : `${kind} ${withoutCredentials(address)}`;
}

function withoutCredentials(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}

import { sourceOf } from './panel.js';

/** What stands over every graph at the time it happened; Loki reads the query beside what Grafana reads. */
export interface AnnotationData {
  readonly name: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly enable: boolean;
  readonly hide?: boolean;
  readonly iconColor: string;
  readonly builtIn?: 0 | 1;
  readonly type?: string;
  readonly expr?: string;
  readonly titleFormat?: string;
  readonly textFormat?: string;
}

/** Machines start and end with a change of this state. */
const START = 'Start';

/** What Grafana adds by itself otherwise, so that what it has equals what was sent. */
const GRAFANAS_OWN: AnnotationData = {
  name: 'Annotations & Alerts',
  datasource: { type: 'grafana', uid: '-- Grafana --' },
  enable: true,
  hide: true,
  iconColor: 'rgba(0, 211, 255, 1)',
  builtIn: 1,
  type: 'dashboard',
};

/**
 * Errors, starts and ends of machines, out of the log (telemetry specification §5.6).
 * @param logs lines of the machines, in LogQL
 */
export function annotations(logs: string): readonly AnnotationData[] {
  const changes = String.raw`\[dispose\]|\[state\].* [+-]${START}\b`;
  return [
    GRAFANAS_OWN,
    fromLogs('Errors', 'red', `${logs} |= "[error"`),
    fromLogs('Machines', 'blue', `${logs} |~ ${JSON.stringify(changes)}`),
  ];
}

function fromLogs(name: string, iconColor: string, expr: string): AnnotationData {
  const textFormat = '{{asyncmachine_id}}';
  return { name, datasource: sourceOf('loki'), enable: true, iconColor, expr, titleFormat: name, textFormat };
}

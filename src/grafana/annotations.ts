import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { sourceOf } from './panel.js';

/** Machines start and end with a change of this state. */
const START = 'Start';

/**
 * Errors, starts and ends of machines over every graph, out of the log (telemetry specification §5.6).
 * @param logs lines of the machines, in LogQL
 */
export function annotationBuilders(logs: string): AnnotationQueryBuilder[] {
  return [
    // What Grafana adds by itself otherwise, so that what it has equals what was sent.
    new AnnotationQueryBuilder()
      .builtIn(1)
      .datasource({ type: 'grafana', uid: '-- Grafana --' })
      .enable(true)
      .hide(true)
      .iconColor('rgba(0, 211, 255, 1)')
      .name('Annotations & Alerts')
      .type('dashboard'),
    fromLogs('Errors', 'red', `${logs} |= "[error"`),
    fromLogs('Machines', 'blue', `${logs} |~ ${JSON.stringify(String.raw`\[dispose\]|\[state\].* [+-]${START}\b`)}`),
  ];
}

function fromLogs(name: string, color: string, expr: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(sourceOf('loki'))
    .enable(true)
    .hide(false)
    .iconColor(color)
    .expr(expr)
    .titleFormat(name)
    .textFormat('{{asyncmachine_id}}');
}

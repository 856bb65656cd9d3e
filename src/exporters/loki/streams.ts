import { LOKI_LABEL } from '../../semconv.js';
import type { ClassShape } from '../../tracer/index.js';
import type { LokiClientOptions } from './client-options.js';
import type { LokiLevel } from './log-entry.js';

const LEVELS: readonly LokiLevel[] = ['debug', 'info', 'warn', 'error'];

/**
 * The streams that machines of a class can have at most, by the labels that differ: as many as levels, or with the label of the
 * machine as many as machines, `<id>` standing for theirs.
 */
export function lokiStreams(
  shape: ClassShape,
  { idLabel = false }: Pick<LokiClientOptions, 'idLabel'>,
): readonly string[] {
  if (shape.selection('logged') === undefined) return [];
  const machine = idLabel ? `${LOKI_LABEL.machineId}="<id>",` : '';
  return LEVELS.map((level) => `{${machine}${LOKI_LABEL.level}="${level}"}`);
}

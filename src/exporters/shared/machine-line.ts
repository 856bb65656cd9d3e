import type { MachineView } from '../../tracer/index.js';

/** A line about a machine: `[bind] otel traces: Feed "feed-1"`. Ids come from the program: as JSON they are one line. */
export function machineLine(text: string, { className, id }: Pick<MachineView, 'className' | 'id'>): string {
  return `${text}: ${className} ${JSON.stringify(id)}`;
}

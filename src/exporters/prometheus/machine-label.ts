import type { MachineView } from '../../tracer/index.js';
import { OTHER } from './bounded-names.js';

/** The value of the label `machine_id` for a machine; undefined for none. Best from a closed set, as `rs-root-*`. */
export type MachineLabel = (machineId: string, className: string) => string | undefined;

/** Reads the value of `machine_id`, where the label was asked for. A mapper that fails says nothing of the machine. */
export function machineIdOf({ id, className }: MachineView, label: MachineLabel | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    const value: unknown = label(id, className);
    return value === undefined ? undefined : typeof value === 'string' ? value : OTHER;
  } catch {
    return OTHER;
  }
}

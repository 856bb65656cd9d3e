import { bindByHand } from '../shared/index.js';
import type { Bindable, Handle } from '../shared/index.js';
import { DbgExporter } from './dbg-exporter.js';
import type { DbgExporterOptions } from './dbg-options.js';

/**
 * Tells debuggers of a machine by hand; its submachines marked `@Parent` inherit it where `inherit` says so.
 * @param to an exporter that several machines share, which its owner shuts down; or settings of one for this machine
 * @throws MachineError `BINDING` when the machine has a tracer of this id already; `CONFIG` for what is no address
 */
export function bindDbg(machine: Bindable, to: DbgExporter | DbgExporterOptions = {}): Handle {
  if (to instanceof DbgExporter) return bindByHand(machine, to, false);
  return bindByHand(machine, new DbgExporter(to), true);
}

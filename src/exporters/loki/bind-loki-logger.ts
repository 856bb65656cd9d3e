import { bindByHand } from '../shared/index.js';
import type { Bindable, Handle } from '../shared/index.js';
import type { LokiClient } from './loki-client.js';
import { LokiLogs } from './loki-logs.js';
import type { LokiLogsOptions } from './loki-logs.js';

/**
 * Pushes the lines of a machine to Loki by hand: one more destination, which takes none from another one. Its submachines marked
 * `@Parent` inherit it.
 * @param to a client that several machines share, which its owner shuts down; or a tracer of such a client
 * @throws MachineError `BINDING` when the machine has a tracer of this id already
 */
export function bindLokiLogger(
  machine: Bindable,
  to: LokiClient | LokiLogs,
  options: Omit<LokiLogsOptions, 'client'> = {},
): Handle {
  if (to instanceof LokiLogs) return bindByHand(machine, to, false);
  return bindByHand(machine, new LokiLogs({ ...options, client: to }), true);
}

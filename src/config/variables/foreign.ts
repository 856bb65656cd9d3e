import type { ForeignVariable } from '../variable.js';

const NO_LAYER = 'there is no such layer here';
const TOLD_ANYWAY = 'lines of level `ops` and debuggers tell of it anyway, as in the reference';
const OPTION = 'it is an option of a machine here';

/** Variables of the reference that set nothing here (telemetry specification §8.2); who sets one is told why. */
export const FOREIGN_VARIABLES: readonly ForeignVariable[] = [
  { name: 'AM_DEBUG', reason: `no limit is stretched; ${OPTION}: \`handlerTimeoutMs\`, \`rethrow\`` },
  ...named('the tests of this package read none', ['AM_TEST_DEBUG', 'AM_TEST_DBG_ADDR']),
  ...named('the tests of this package read none', ['AM_DBG_WORKER_RPC_ADDR', 'AM_DBG_WORKER_TELEMETRY_ADDR']),
  ...named(TOLD_ANYWAY, ['AM_LOG_GRAPH', 'AM_LOG_QUEUED', 'AM_LOG_WHEN', 'AM_LOG_STATE_CTX']),
  ...named(NO_LAYER, ['AM_RPC_LOG_SERVER', 'AM_RPC_LOG_CLIENT', 'AM_RPC_LOG_CLIENT_VERBOSE', 'AM_RPC_LOG_MUX']),
  ...named(NO_LAYER, ['AM_NODE_LOG_SUPERVISOR', 'AM_NODE_LOG_CLIENT', 'AM_NODE_LOG_WORKER']),
  ...named(NO_LAYER, ['AM_PUBSUB_LOG', 'AM_PUBSUB_DBG', 'AM_REPL_ADDR', 'AM_REPL_DIR', 'AM_RELAY_DBG', 'AM_DBG_LOG']),
];

function named(reason: string, names: readonly string[]): readonly ForeignVariable[] {
  return names.map((name) => ({ name, reason }));
}

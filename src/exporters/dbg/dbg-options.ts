import type { InheritRules, LogLevelName } from '../../tracer/index.js';
import { backgroundTimers, type Timers } from '../shared/index.js';
import { addressText, rpcAddress, type RpcAddress } from './rpc/index.js';
import { DebuggerTarget, type DebuggerTargetOptions, type WireFormat } from './stream/index.js';

/** Settings of `DbgExporter`. */
export interface DbgExporterOptions {
  /**
   * Debuggers that are told, each of everything: `localhost:6831`, `ws://localhost:6832/dbg.ws`, or `1` for the default.
   * @default localhost:6831
   */
  readonly addresses?: readonly (string | RpcAddress)[] | undefined;
  /** @default dbg */
  readonly id?: string | undefined;
  /**
   * Highest level of the log lines that go along, for machines that have none of their own. Debuggers read what caused what, and
   * which handlers ran, out of lines of `ops`. @default ops
   */
  readonly level?: LogLevelName | undefined;
  /** Where mutations were made, and where errors come from; costs a few microseconds for each mutation. @default true */
  readonly stacks?: boolean | undefined;
  /** Text that is taken out of stack traces, such as the path of the project. @default nothing */
  readonly stackFilter?: string | undefined;
  /** Arguments, as far as log lines show them. @default false */
  readonly args?: boolean | undefined;
  /** Steps of transitions, which machines record then. @default false: of machines with `steps` only */
  readonly steps?: boolean | undefined;
  /** Check transitions. @default false */
  readonly checks?: boolean | undefined;
  /** Machines without groups get the group `self`, without which the reference draws no diagrams of them. @default true */
  readonly ownGroup?: boolean | undefined;
  /** Messages of one machine for one debugger that wait at most; further ones are dropped and counted. @default 32768 */
  readonly maxWaiting?: number | undefined;
  /** Memory for what waits for one debugger at most, of all machines, in bytes. @default 64 MiB */
  readonly maxBytes?: number | undefined;
  /** Machines shown at once; each takes a connection to each debugger. Further ones are counted. @default 5000 */
  readonly maxMachines?: number | undefined;
  /** Longest time that a flush takes, in milliseconds. @default 5000 */
  readonly flushMs?: number | undefined;
  /** Who inherits it. @default nobody; true: submachines of classes marked `@Parent` */
  readonly inherit?: boolean | InheritRules | undefined;
  /** Told of the first failure of a debugger, and of the first one after it worked. Must not throw. @default they are counted */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** How debuggers are reached. @default over the network */
  readonly open?: DebuggerTargetOptions['open'];
  /** @default the timers of the process, which do not keep it alive */
  readonly timers?: Timers | undefined;
  /** Id of the first type on the wire, 64 or above. @default 65 */
  readonly firstTypeId?: number | undefined;
}

const DEFAULT_ADDRESS = '1';
const MAX_WAITING = 32_768;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_MACHINES = 5_000;

/**
 * The debuggers that settings name, each once.
 * @throws MachineError `CONFIG` for what is no address
 */
export function targetsOf(options: DbgExporterOptions, wire: WireFormat): readonly DebuggerTarget[] {
  const { maxWaiting = MAX_WAITING, maxBytes = MAX_BYTES, maxMachines = MAX_MACHINES, open, onError } = options;
  const { addresses = [DEFAULT_ADDRESS], timers = backgroundTimers } = options;
  const parsed = addresses.map((address) => (typeof address === 'string' ? rpcAddress(address) : address));
  const distinct = new Map(parsed.map((address) => [addressText(address), address]));
  return [...distinct.values()].map(
    (address) => new DebuggerTarget(address, { wire, maxWaiting, maxBytes, maxMachines, timers, onError, open }),
  );
}

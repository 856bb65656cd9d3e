import type { Duplex } from 'node:stream';
import { MachineError } from '../../../errors.js';
import type { Timers } from '../../../timers.js';
import { addressText, openStream, type RpcAddress } from '../rpc/index.js';
import { MachineLink } from './machine-link.js';
import type { WireFormat } from './wire-format.js';

/** What became of the messages for one debugger: each is delivered, dropped, or waits. */
export interface DebuggerStats {
  /** Where it listens. */
  readonly address: string;
  /** Messages recorded. */
  readonly received: number;
  /** Messages it took. */
  readonly exported: number;
  /** `queue_full`: no room; `shutdown`: time was up, or the machine was gone; `refused`: it answered with an error. */
  readonly dropped: Readonly<Record<'queue_full' | 'shutdown' | 'refused', number>>;
  /** Messages that wait or are on their way. */
  readonly waiting: number;
  /** Failed connections, lost ones, and refused messages. */
  readonly errors: number;
  /** Machines connected now. */
  readonly connected: number;
  /** Machines that are not shown, as there were too many. */
  readonly notShown: number;
}

/** Settings of {@link DebuggerTarget}. */
export interface DebuggerTargetOptions {
  readonly wire: WireFormat;
  /** Bytes that wait at most, of all machines. */
  readonly maxBytes: number;
  /** Messages of one machine that wait at most. */
  readonly maxWaiting: number;
  /** Machines shown at once. */
  readonly maxMachines: number;
  readonly timers: Timers;
  /** Told of the first failure, and of the first one after a success. Must not throw. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** @default a connection of the network */
  readonly open?: ((address: RpcAddress) => Promise<Duplex>) | undefined;
}

/** Who wants a connection to a debugger. */
export interface Connecting {
  connected(stream: Duplex): void;
  /** Nobody answered; it is tried again. */
  failed(): void;
}

const BACK_OFF_MS = 250;
const MAX_BACK_OFF_MS = 30_000;

/** One debugger that machines connect to, each by itself: what they share is whether it is there, memory, and counts. */
export class DebuggerTarget {
  readonly options: DebuggerTargetOptions;
  readonly counts = { received: 0, exported: 0, full: 0, late: 0, refused: 0, waiting: 0, errors: 0 };
  connections = 0;
  machines = 0;
  notShown = 0;
  readonly #address: RpcAddress;
  readonly #open: (address: RpcAddress) => Promise<Duplex>;
  readonly #wanting = new Set<Connecting>();
  readonly #connecting = new Set<Connecting>();
  #free: number;
  /** 0 while it answers. */
  #backOffMs = 0;
  #timer: unknown;
  #probe: Connecting | undefined;
  #isReported = false;
  #isClosed = false;

  constructor(address: RpcAddress, options: DebuggerTargetOptions) {
    this.#address = address;
    this.options = options;
    this.#open = options.open ?? openStream;
    this.#free = options.maxBytes;
  }

  get stats(): DebuggerStats {
    const { received, exported, full, late, refused, waiting, errors } = this.counts;
    return {
      address: addressText(this.#address),
      received,
      exported,
      dropped: { queue_full: full, shutdown: late, refused },
      waiting,
      errors,
      connected: this.connections,
      notShown: this.notShown,
    };
  }

  take(bytes: number): boolean {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#free += bytes;
  }

  /** The way of one more machine's messages; undefined when there are too many. */
  link(machineId: string): MachineLink | undefined {
    if (this.machines < this.options.maxMachines) return new MachineLink(this, machineId);
    if (this.notShown++ === 0) {
      const text = `${addressText(this.#address)} shows ${String(this.machines)} machines, and no more: raise maxMachines`;
      this.options.onError?.(new MachineError('EXPORTER', text));
    }
    return undefined;
  }

  /** Connects as soon as it makes sense: while nobody answers, one at a time asks again, less and less often. */
  want(who: Connecting): void {
    if (this.#connecting.has(who)) return;
    this.#wanting.add(who);
    if (this.#isClosed || this.#probe !== undefined) return;
    if (this.#backOffMs === 0) void this.#connect(who);
    else this.#timer ??= this.options.timers.setTimeout(() => this.retry(), this.#backOffMs);
  }

  /** Asks again at once. */
  retry(): void {
    this.options.timers.clearTimeout(this.#timer);
    this.#timer = undefined;
    const [first] = this.#wanting;
    if (this.#isClosed || first === undefined || this.#probe !== undefined) return;
    this.#probe = first;
    void this.#connect(first);
  }

  cancel(who: Connecting): void {
    this.#wanting.delete(who);
  }

  /** A connection broke, or a message was refused. */
  failure(error: unknown): void {
    this.counts.errors += 1;
    if (!this.#isReported) this.options.onError?.(error);
    this.#isReported = true;
  }

  /** It takes messages. */
  worked(): void {
    this.#isReported = false;
    this.#backOffMs = 0;
  }

  /** A connection ended that had delivered nothing: who hangs up at once is let be for a while. */
  hungUp(): void {
    this.#backOffMs = nextBackOff(this.#backOffMs);
  }

  /** Connects no more. */
  close(): void {
    this.#isClosed = true;
    this.options.timers.clearTimeout(this.#timer);
    this.#wanting.clear();
  }

  async #connect(who: Connecting): Promise<void> {
    this.#wanting.delete(who);
    this.#connecting.add(who);
    let stream: Duplex | undefined;
    try {
      stream = await this.#open(this.#address);
    } catch (error) {
      this.failure(error);
    }
    this.#connecting.delete(who);
    const isProbe = this.#probe === who;
    if (isProbe) this.#probe = undefined;
    if (stream !== undefined) {
      who.connected(stream);
      for (const other of [...this.#wanting]) void this.#connect(other);
      return;
    }
    // Of many that fail together only one makes the next wait longer.
    if (isProbe || this.#backOffMs === 0) this.#backOffMs = nextBackOff(this.#backOffMs);
    const others = isProbe ? [...this.#wanting] : [];
    for (const waiting of [who, ...others]) waiting.failed();
  }
}

function nextBackOff(backOffMs: number): number {
  return Math.min(backOffMs * 2 || BACK_OFF_MS, MAX_BACK_OFF_MS);
}

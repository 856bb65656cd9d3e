import type { Duplex } from 'node:stream';
import { MachineError } from '../../../errors.js';
import { endsWithin } from '../../shared/index.js';
import { ORDERED_REPLY } from '../rpc/index.js';
import { AnswerReader } from './answer-reader.js';
import { POOLED_BYTES } from './buffer-pool.js';
import type { Connecting, DebuggerTarget } from './debugger-target.js';
import { MessageWriter } from './message-writer.js';
import { Outbox } from './outbox.js';
import { Unanswered } from './unanswered.js';

/** Bytes of one write, and of all that is on its way, to servers that keep the order of calls. */
const BATCH_BYTES = POOLED_BYTES;
const BYTES_ON_THEIR_WAY = 512 * 1024;
const CALLS_ON_THEIR_WAY = 16_384;
/** How long the other side has to take its leave. */
const GOODBYE_MS = 100;

/**
 * The way of one machine's messages to one debugger: a connection of its own, as debuggers tell by connections which machine is
 * gone. Servers of the reference get one call at a time, those of this package many (debugger specification §2.4).
 */
export class MachineLink implements Connecting {
  readonly outbox: Outbox;
  /** Told when it is over. */
  over: () => void = () => undefined;
  readonly #target: DebuggerTarget;
  readonly #writer: MessageWriter;
  readonly #unanswered: Unanswered;
  #stream: Duplex | undefined;
  /** Calls that were answered on this connection. */
  #delivered = 0;
  /** Somebody will look at what waits. */
  #isAwake = false;
  #isOrdered = false;
  #isEnding = false;
  #isOver = false;
  #settled: (() => void)[] = [];

  constructor(target: DebuggerTarget, machineId: string) {
    this.#target = target;
    const { wire, maxWaiting } = target.options;
    this.outbox = new Outbox({
      maxRecords: maxWaiting,
      take: (bytes) => target.take(bytes),
      giveBack: (bytes) => {
        target.giveBack(bytes);
      },
      pool: wire.pool,
    });
    this.#writer = new MessageWriter(wire, machineId);
    this.#unanswered = new Unanswered(wire);
    target.machines += 1;
  }

  /** Nothing is recorded for it any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Messages were recorded: not now, but soon, they are sent. */
  recorded(messages: number): void {
    const { counts, options } = this.#target;
    counts.received += messages;
    counts.waiting += messages;
    if (this.#isAwake) return;
    this.#isAwake = true;
    options.timers.setTimeout(() => {
      this.#goOn();
    }, 0);
  }

  /** Messages found no room. */
  dropped(messages: number): void {
    const { counts } = this.#target;
    counts.received += messages;
    counts.full += messages;
  }

  /** The machine is gone: what waits is sent if anybody takes it, then the connection ends. */
  end(): void {
    this.#isEnding = true;
    if (!this.#isAwake) this.#goOn();
  }

  /** Sends what waits, unless nobody takes it. */
  async flush(limitMs: number): Promise<void> {
    if (this.#isOver || this.#isDrained) return;
    const settled = new Promise<void>((resolve) => this.#settled.push(resolve));
    this.#goOn();
    if (this.#stream === undefined) this.#target.retry();
    await endsWithin(settled, limitMs);
  }

  /** Ends at once; what is left is dropped. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { counts, options } = this.#target;
    this.#target.cancel(this);
    this.#target.machines -= 1;
    const left = this.outbox.records + this.#unanswered.messages;
    counts.late += left;
    counts.waiting -= left;
    this.outbox.clear();
    const stream = this.#stream;
    if (stream !== undefined) {
      this.#target.connections -= 1;
      stream.end();
      options.timers.setTimeout(() => stream.destroy(), GOODBYE_MS);
    }
    this.#settle();
    this.over();
  }

  connected(stream: Duplex): void {
    if (this.#isOver) {
      stream.destroy();
      return;
    }
    this.#stream = stream;
    this.#target.connections += 1;
    this.#delivered = 0;
    this.#isOrdered = false;
    this.#isAwake = true;
    this.#listen(stream);
    const schema = this.#writer.schemaAgain();
    if (schema !== undefined) this.#unanswered.introduce(schema, stream);
    this.#goOn();
  }

  failed(): void {
    if (this.#isEnding) this.close();
    else this.#target.want(this);
    this.#settle();
  }

  get #isDrained(): boolean {
    return this.outbox.records === 0 && this.#unanswered.messages === 0;
  }

  /** Sends as much as the other side may have at once. */
  #goOn(): void {
    if (this.#isOver) return;
    if (this.#isDrained) {
      this.#isAwake = this.#unanswered.calls > 0;
      this.#settle();
      if (this.#isEnding) this.close();
      return;
    }
    const stream = this.#stream;
    if (stream === undefined) this.#target.want(this);
    else while (this.#sendMore(stream));
  }

  #sendMore(stream: Duplex): boolean {
    const unanswered = this.#unanswered;
    const room = (this.#isOrdered ? CALLS_ON_THEIR_WAY : 1) - unanswered.calls;
    if (room <= 0 || unanswered.bytes >= BYTES_ON_THEIR_WAY || stream.writableNeedDrain) return false;
    if (!unanswered.hasAgain) {
      const calls = this.#writer.write(this.outbox, room, BATCH_BYTES);
      if (calls === undefined) return false;
      unanswered.hold(calls);
    }
    // One record can be two calls, where there is room for one.
    const next = unanswered.next(room);
    if (next !== undefined) unanswered.send(next, stream);
    return next !== undefined;
  }

  #listen(stream: Duplex): void {
    const answers = new AnswerReader({
      answered: (calls) => {
        this.#answered(calls);
      },
      replied: (reply) => {
        if (reply === ORDERED_REPLY) this.#isOrdered = true;
        this.#answered(1);
      },
      refused: (error) => {
        this.#refused(error);
      },
    });
    const lost = (reason?: unknown): void => {
      this.#lost(stream, reason);
    };
    stream.on('data', (chunk: Buffer) => {
      if (this.#stream !== stream || this.#isOver) return;
      try {
        answers.receive(chunk);
      } catch (error) {
        lost(error);
        return;
      }
      this.#goOn();
    });
    stream.on('drain', () => {
      this.#goOn();
    });
    stream.on('error', lost);
    stream.on('end', lost);
    stream.on('close', lost);
  }

  #answered(calls: number): void {
    const counting = this.#unanswered.answered(calls);
    if (counting < 0) throw new MachineError('RPC', 'more answers than calls');
    this.#delivered += calls;
    this.#target.counts.exported += counting;
    this.#target.counts.waiting -= counting;
    this.#target.worked();
  }

  #refused(error: string): void {
    const counting = this.#unanswered.answered(1);
    if (counting < 0) throw new MachineError('RPC', 'more answers than calls');
    this.#target.counts.refused += counting;
    this.#target.counts.waiting -= counting;
    this.#target.failure(new MachineError('RPC', `the debugger refused a message: ${error}`));
  }

  #lost(stream: Duplex, reason: unknown): void {
    stream.destroy();
    if (this.#stream !== stream || this.#isOver) return;
    this.#stream = undefined;
    this.#target.connections -= 1;
    this.#unanswered.lost();
    if (this.#delivered === 0) this.#target.hungUp();
    this.#target.failure(reason ?? new MachineError('RPC', 'the debugger closed the connection'));
    this.#isAwake = true;
    if (this.#isEnding && this.#isDrained) this.close();
    // Even when there is nothing to tell: a debugger that comes back sees the machine again.
    else this.#target.want(this);
  }

  #settle(): void {
    const settled = this.#settled;
    this.#settled = [];
    for (const resolve of settled) resolve();
  }
}

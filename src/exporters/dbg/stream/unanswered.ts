import type { Duplex } from 'node:stream';
import type { WrittenCalls } from './message-writer.js';
import type { WireFormat } from './wire-format.js';

/** Calls that were sent, and how many of them were answered. */
interface Sent {
  readonly calls: WrittenCalls;
  /** It was sent to make a new connection know the schema, and counts for nobody. */
  readonly isExtra: boolean;
  answered: number;
}

const NOTHING_DEFINED = { request: false, schema: false, transition: false };
const SHORT = 0x80;

/** Calls on their way, kept until they are answered, as another connection may have to carry them again. */
export class Unanswered {
  /** Calls on their way. */
  calls = 0;
  bytes = 0;
  /** Messages that are on their way, or taken out of the outbox for it. */
  messages = 0;
  readonly #wire: WireFormat;
  #sent: Sent[] = [];
  #again: WrittenCalls[] = [];
  /** Definitions that the connection has had. */
  #defined = NOTHING_DEFINED;

  constructor(wire: WireFormat) {
    this.#wire = wire;
  }

  /** There is something to send before anything new. */
  get hasAgain(): boolean {
    return this.#again.length > 0;
  }

  /** The connection is gone: what was on its way has to be sent again, on one that knows nothing. */
  lost(): void {
    const left = this.#sent
      .filter(({ isExtra }) => !isExtra)
      .map(({ calls, answered }) => splitOff(calls, answered)[1]);
    this.#again = [...left, ...this.#again];
    this.#sent = [];
    this.calls = 0;
    this.bytes = 0;
    this.#defined = NOTHING_DEFINED;
  }

  /** Keeps calls that may not all be sent now. */
  hold(calls: WrittenCalls): void {
    this.messages += calls.calls;
    this.#again.push(calls);
  }

  /** The next calls to be sent, `most` of them; undefined when there are none. */
  next(most: number): WrittenCalls | undefined {
    const first = this.#again.shift();
    if (first === undefined || first.calls <= most) return first;
    const [now, later] = splitOff(first, most);
    this.#again.unshift(later);
    return now;
  }

  /** Sends calls, with the definitions that are missing where Go would put them. */
  send(calls: WrittenCalls, stream: Duplex): void {
    this.#push({ calls, isExtra: false, answered: 0 }, stream);
  }

  /** Sends the call that makes a new connection know the schema. */
  introduce(calls: WrittenCalls, stream: Duplex): void {
    this.#push({ calls, isExtra: true, answered: 0 }, stream);
  }

  /** Calls were answered; returns how many of them count, or -1 when there were not as many. */
  answered(count: number): number {
    let counting = 0;
    for (let left = count; left > 0;) {
      const first = this.#sent[0];
      if (first === undefined) return -1;
      const taken = Math.min(left, first.calls.calls - first.answered);
      first.answered += taken;
      left -= taken;
      if (!first.isExtra) counting += taken;
      if (first.answered < first.calls.calls) break;
      this.#sent.shift();
      this.bytes -= first.calls.bytes.length;
      // Who has answered all of it has read all of it.
      if (first.calls.whole !== undefined) this.#wire.pool.give(first.calls.whole);
    }
    this.calls -= count;
    this.messages -= counting;
    return counting;
  }

  #push(sent: Sent, stream: Duplex): void {
    this.#sent.push(sent);
    this.calls += sent.calls.calls;
    this.bytes += sent.calls.bytes.length;
    stream.write(this.#withDefinitions(sent.calls));
  }

  #withDefinitions({ bytes, isSchema }: WrittenCalls): Buffer {
    const { request, schema, transition } = this.#defined;
    if (request && (isSchema ? schema : transition)) return bytes;
    this.#defined = { request: true, schema: true, transition: transition || !isSchema };
    const body = 1 + (bytes[0] as number);
    return Buffer.concat([
      ...(request ? [] : [this.#wire.request]),
      bytes.subarray(0, body),
      ...(schema ? [] : [this.#wire.schema]),
      ...(isSchema || transition ? [] : [this.#wire.transition]),
      bytes.subarray(body),
    ]);
  }
}

/** The first `count` calls, and the others. */
function splitOff({ bytes, calls, isSchema }: WrittenCalls, count: number): [WrittenCalls, WrittenCalls] {
  let at = 0;
  // Each call is a header and a message.
  for (let messages = count * 2; messages > 0; messages--) {
    const first = bytes[at] as number;
    at += first < SHORT ? 1 + first : 0x101 - first + bytes.readUIntBE(at + 1, 0x100 - first);
  }
  return [
    { bytes: bytes.subarray(0, at), calls: count, isSchema },
    { bytes: bytes.subarray(at), calls: calls - count, isSchema },
  ];
}

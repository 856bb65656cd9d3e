import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MachineError } from '../../../src/errors.js';
import {
  DBG_METHODS,
  DUMP_SHAPE,
  FORWARDED_SCHEMA_SHAPE,
  FORWARDED_TRANSITION_SHAPE,
  GobDecoder,
  RpcSession,
  SCHEMA_SHAPE,
  TRANSITION_SHAPE,
  rpcMethod,
} from '../../../src/exporters/dbg/index.js';
import { AnswerReader } from '../../../src/exporters/dbg/stream/answer-reader.js';

/** What one run of mutated frames came to. */
export interface FuzzOutcome {
  /** Frames that were taken all the same. */
  readonly taken: number;
  /** Frames that were refused, by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Longest time one took, in milliseconds. */
  readonly longestMs: number;
}

const LONG_MS = 20;
const LIMITS = { maxMessageBytes: 1 << 20, maxElements: 10_000, maxTypes: 200 };
const nothing = () => undefined;
const methods = {
  [DBG_METHODS.schema]: rpcMethod(SCHEMA_SHAPE, nothing),
  [DBG_METHODS.transition]: rpcMethod(TRANSITION_SHAPE, nothing),
  [DBG_METHODS.forwardedSchema]: rpcMethod(FORWARDED_SCHEMA_SHAPE, nothing),
  [DBG_METHODS.forwardedTransition]: rpcMethod(FORWARDED_TRANSITION_SHAPE, nothing),
};

/** What takes bytes from outside; each is fed every frame. */
const READERS: readonly ((bytes: Buffer) => void)[] = [
  (bytes) => {
    new RpcSession({ methods, write: nothing, limits: LIMITS }).receive(bytes);
  },
  (bytes) => {
    const decoder = new GobDecoder(LIMITS);
    decoder.push(bytes);
    while (decoder.next() !== undefined);
  },
  (bytes) => {
    const decoder = new GobDecoder(LIMITS);
    decoder.push(bytes);
    while (decoder.next(DUMP_SHAPE) !== undefined);
  },
  (bytes) => {
    new AnswerReader({ answered: nothing, replied: nothing, refused: nothing }).receive(bytes);
  },
];

/** Feeds so many mutated frames to everything that reads from outside. Throws for an error that is none of ours. */
export function feedMutatedFrames(count: number, seed: number): FuzzOutcome {
  const random = randomOf(seed);
  const frames = goldenFrames();
  const refused: Record<string, number> = {};
  let taken = 0;
  let longestMs = 0;
  for (let i = 0; i < count; i++) {
    const frame = mutated(frames[random(frames.length)] as Buffer, random);
    const read = READERS[i % READERS.length] as (bytes: Buffer) => void;
    const ms = timed(() => {
      const code = codeOf(() => {
        read(frame);
      }, frame);
      if (code === undefined) taken++;
      else refused[code] = (refused[code] ?? 0) + 1;
    });
    // A busy processor is none of the frame's doing: what took long is given more chances.
    const again = () => timed(() => codeOf(() => read(frame), frame));
    longestMs = Math.max(longestMs, ms > LONG_MS ? Math.min(ms, again(), again(), again()) : ms);
  }
  return { taken, refused, longestMs };
}

/** Code of the error of ours that it fails with, if it does. */
function codeOf(run: () => void, frame: Buffer): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof MachineError) return error.code;
    throw new Error(`frame ${frame.toString('hex')}`, { cause: error });
  }
}

function timed(run: () => unknown): number {
  const begun = performance.now();
  run();
  return performance.now() - begun;
}

function goldenFrames(): readonly Buffer[] {
  const golden = join(__dirname, '../../golden');
  const { vectors } = JSON.parse(readFileSync(join(golden, 'gob.json'), 'utf8')) as {
    vectors: { hex: string; hexReply?: string }[];
  };
  return vectors.flatMap(({ hex, hexReply }) => [hex, hexReply ?? hex].map((text) => Buffer.from(text, 'hex')));
}

/** One to four changes of bytes, lengths and pieces. */
function mutated(golden: Buffer, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(golden);
  for (let left = 1 + random(4); left > 0; left--) {
    const at = random(bytes.length);
    const to = Math.min(bytes.length, at + random(16));
    switch (random(6)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
        break;
      case 4:
        bytes = bytes.subarray(0, at);
        break;
      default:
        // A length far beyond what follows.
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from([0xf8 + random(8), ...[255, 255, 255]]),
          bytes.subarray(at),
        ]);
    }
    if (bytes.length === 0) bytes = Buffer.from([random(256)]);
  }
  return bytes;
}

/** Numbers below a bound, the same for the same seed (xorshift). */
function randomOf(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

import { GobEncoder, GobWriter, TypeIds, uintSize, type Shape } from '../gob/index.js';
import { DBG_METHODS } from '../messages.js';
import { REQUEST_SHAPE } from '../rpc/index.js';
import { SCHEMA_SHAPE, TRANSITION_SHAPE } from '../shapes.js';
import { BufferPool } from './buffer-pool.js';
import { RepeatedPairs } from './repeated-pairs.js';

/** Definitions and ids that are the same on every connection, so that what is encoded fits all of them. */
export class WireFormat {
  /** The definition of headers. */
  readonly request: Buffer;
  /** The definitions of a schema, and of all it holds. */
  readonly schema: Buffer;
  /** Those of a transition that a schema has not defined. */
  readonly transition: Buffer;
  /** The id of a transition, as it stands in front of one. */
  readonly transitionId: Buffer;
  /** Where calls are put together, and messages; nobody keeps anything here. */
  readonly calls = new GobWriter(0);
  readonly body = new GobWriter();
  readonly pool = new BufferPool();
  /** Of the batch that is put together. */
  readonly pairs = new RepeatedPairs();
  readonly #schemaCall: Buffer;
  readonly #transitionCall: Buffer;
  readonly #ids: TypeIds;

  /** @param firstId see `TypeIds` */
  constructor(firstId?: number) {
    this.#ids = new TypeIds(firstId);
    const encoder = new GobEncoder({ ids: this.#ids });
    const define = (shape: Shape) => Buffer.from(encoder.define(shape));
    this.request = define(REQUEST_SHAPE);
    this.schema = define(SCHEMA_SHAPE);
    this.transition = define(TRANSITION_SHAPE);
    this.transitionId = written((to) => {
      to.int(this.#ids.idOf(TRANSITION_SHAPE));
    });
    this.#schemaCall = this.#call(DBG_METHODS.schema);
    this.#transitionCall = this.#call(DBG_METHODS.transition);
  }

  /** An encoder for schemas; its definitions are not to be sent. */
  encoder(): GobEncoder {
    const encoder = new GobEncoder({ ids: this.#ids });
    encoder.define(SCHEMA_SHAPE);
    return encoder;
  }

  /** Writes the header of a call, its length included. */
  header(isSchema: boolean, seq: number, to: GobWriter): void {
    const call = isSchema ? this.#schemaCall : this.#transitionCall;
    to.uint(call.length + 1 + (seq === 0 ? 0 : 1 + uintSize(seq)));
    to.part(call, 0, call.length);
    if (seq !== 0) {
      to.uint(1);
      to.uint(seq);
    }
    to.uint(0);
  }

  /** What headers of a method begin with. */
  #call(method: string): Buffer {
    return written((to) => {
      to.int(this.#ids.idOf(REQUEST_SHAPE));
      to.uint(1);
      to.string(method);
    });
  }
}

/** Bytes of a piece, as a copy. */
export function written(write: (to: GobWriter) => void): Buffer {
  const to = new GobWriter(64);
  write(to);
  return Buffer.from(to.written);
}

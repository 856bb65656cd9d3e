import type { InterfaceValue } from '../messages.js';
import { EncodePlans } from './encode-plan.js';
import { gobError } from './gob-reader.js';
import { GobWriter } from './gob-writer.js';
import { BOOL, BYTES, FLOAT, INT, INT8, STRING, UINT, type Shape, type ShapeOf } from './shape.js';
import { TypeIds, isComposite } from './type-ids.js';

/** Settings of a {@link GobEncoder}. */
export interface GobEncoderOptions {
  /** Ids of types, shared with other streams. @default its own, from 65 */
  readonly ids?: TypeIds | undefined;
  /** Shapes of what interfaces hold, by the names their types are registered under; basic ones are known. */
  readonly interfaces?: Readonly<Record<string, Shape>> | undefined;
}

const BASIC_INTERFACES: Readonly<Record<string, Shape>> = {
  bool: BOOL,
  int: INT,
  int8: INT8,
  uint64: UINT,
  float64: FLOAT,
  string: STRING,
  '[]byte': BYTES,
  'github.com/pancsta/asyncmachine-go/pkg/machine.Relation': INT8,
};

/** Writes values of one gob stream; definitions of types come before the first value that needs them. */
export class GobEncoder {
  readonly #ids: TypeIds;
  readonly #interfaces: Readonly<Record<string, Shape>>;
  readonly #plans = new EncodePlans((value, to) => this.#dynamic(value as InterfaceValue, to));
  readonly #defined = new Set<Shape>();
  readonly #out = new GobWriter();
  readonly #body = new GobWriter();

  constructor({ ids = new TypeIds(), interfaces = {} }: GobEncoderOptions = {}) {
    this.#ids = ids;
    this.#interfaces = { ...BASIC_INTERFACES, ...interfaces };
  }

  /**
   * The bytes of a value, with the definitions that are missing yet. A view: it holds until the next call.
   *
   * @throws MachineError `GOB` for a value that does not fit its shape; the stream is as if it had not been called then
   */
  encode<T>(value: T, shape: ShapeOf<T>): Buffer {
    this.#out.at = 0;
    this.#body.at = 0;
    const { size } = this.#defined;
    try {
      const id = this.#ids.idOf(shape);
      this.#define(shape);
      this.#body.int(id);
      this.#top(value, shape, this.#body);
      this.#endMessage();
      return this.#out.written;
    } catch (error) {
      for (const fresh of [...this.#defined].slice(size)) this.#defined.delete(fresh);
      throw error;
    }
  }

  /** The definitions that a shape needs and that are missing yet. A view: it holds until the next call. */
  define(shape: Shape): Buffer {
    this.#out.at = 0;
    this.#body.at = 0;
    this.#ids.idOf(shape);
    this.#define(shape);
    return this.#out.written;
  }

  #define(shape: Shape): void {
    if (!isComposite(shape) || this.#defined.has(shape)) return;
    this.#defined.add(shape);
    this.#ids.define(shape, this.#body);
    this.#endMessage();
    if (shape.kind === 'struct') for (const field of shape.fields) this.#define(field.shape);
    if (shape.kind === 'map') this.#define(shape.key);
    if (shape.kind === 'map' || shape.kind === 'slice' || shape.kind === 'array') this.#define(shape.element);
  }

  #top(value: unknown, shape: Shape, to: GobWriter): void {
    if (value === undefined) throw gobError('nothing to write');
    if (shape.kind !== 'struct') to.uint(0);
    this.#plans.plan(shape)(value, to);
  }

  /** A definition ends the message that the value lies in; the rest follows in another one (debugger specification §3.6). */
  #dynamic(value: InterfaceValue | undefined, to: GobWriter): void {
    if (value === undefined) {
      to.uint(0);
      return;
    }
    const { typeName } = value;
    const shape = Object.hasOwn(this.#interfaces, typeName) ? this.#interfaces[typeName] : undefined;
    if (shape === undefined) throw gobError(`name not registered for interface: ${JSON.stringify(typeName)}`);
    to.string(typeName);
    const id = this.#ids.idOf(shape);
    if (isComposite(shape) && to !== this.#body) throw gobError('an interface inside an interface needs a definition');
    this.#define(shape);
    to.int(id);
    const inner = new GobWriter();
    this.#top(value.value, shape, inner);
    to.binary(inner.written);
  }

  #endMessage(): void {
    this.#out.binary(this.#body.written);
    this.#body.at = 0;
  }
}

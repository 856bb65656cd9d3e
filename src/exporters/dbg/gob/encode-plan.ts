import { gobError } from './gob-reader.js';
import { timeBytes, type GobTime } from './gob-time.js';
import type { GobWriter } from './gob-writer.js';
import type { ArrayShape, MapShape, Shape, SliceShape, StructShape } from './shape.js';

/** Writes one value. */
export type Write = (value: unknown, to: GobWriter) => void;

/** Writes the concrete value behind an interface, its name included. */
export type WriteDynamic = (value: unknown, to: GobWriter) => void;

const BITS = 64;

/** Works out how values of a shape are written, once for each shape (debugger specification §3.2). */
export class EncodePlans {
  readonly #plans = new Map<Shape, Write>();
  readonly #dynamic: WriteDynamic;

  constructor(dynamic: WriteDynamic) {
    this.#dynamic = dynamic;
  }

  plan(shape: Shape): Write {
    const known = this.#plans.get(shape);
    if (known !== undefined) return known;
    const made = this.#make(shape);
    this.#plans.set(shape, made);
    return made;
  }

  #make(shape: Shape): Write {
    switch (shape.kind) {
      case 'bool':
        return (value, to) => to.bool(value as boolean);
      case 'int':
        return intOf(shape.bits ?? BITS);
      case 'uint':
        return (value, to) => to.uint(value as number | bigint);
      case 'float':
        return (value, to) => to.float(value as number);
      case 'string':
        return (value, to) => to.string(value as string);
      case 'bytes':
        return (value, to) => to.binary(value as Uint8Array);
      case 'time':
        return (value, to) => to.binary(timeBytes(value as GobTime));
      case 'interface':
        return this.#dynamic;
      case 'slice':
      case 'array':
        return this.#list(shape);
      case 'map':
        return this.#map(shape);
      case 'struct':
        return this.#struct(shape);
    }
  }

  #list(shape: SliceShape | ArrayShape): Write {
    const write = this.plan(shape.element);
    const length = shape.kind === 'array' ? shape.length : undefined;
    return (value, to) => {
      const list = value as readonly unknown[];
      if (length !== undefined && list.length !== length) {
        throw gobError(`${String(list.length)} elements for an array of ${String(length)}`);
      }
      to.uint(list.length);
      for (const element of list) write(given(element, shape), to);
    };
  }

  #map(shape: MapShape): Write {
    const writeKey = this.plan(shape.key);
    const write = this.plan(shape.element);
    return (value, to) => {
      const entries = value as ReadonlyMap<unknown, unknown>;
      to.uint(entries.size);
      for (const [key, element] of entries) {
        writeKey(key, to);
        write(given(element, shape), to);
      }
    };
  }

  #struct({ fields }: StructShape): Write {
    const writes = fields.map((field) => ({
      ...field,
      isZero: zeroTestOf(field.shape),
      write: this.plan(field.shape),
    }));
    return (value, to) => {
      let last = -1;
      for (let i = 0; i < writes.length; i++) {
        const { key, isZero, write } = writes[i] as (typeof writes)[number];
        const part = (value as Readonly<Record<string, unknown>>)[key];
        if (isZero(part)) continue;
        to.uint(i - last);
        last = i;
        write(part, to);
      }
      to.uint(0);
    };
  }
}

/** Which values of a field stay off the wire. */
function zeroTestOf(shape: Shape): (value: unknown) => boolean {
  switch (shape.kind) {
    case 'bytes':
    case 'slice':
      return (value) => value === undefined || (value as { length: number }).length === 0;
    case 'bool':
    case 'int':
    case 'uint':
    case 'float':
    case 'string':
      return (value) => value === undefined || value === false || value === 0 || value === 0n || value === '';
    default:
      return (value) => value === undefined;
  }
}

function given(element: unknown, { name }: { readonly name: string }): unknown {
  if (element === undefined) throw gobError(`${name || 'a list'} holds nothing where a value should be`);
  return element;
}

function intOf(bits: number): Write {
  if (bits >= BITS) return (value, to) => to.int(value as number | bigint);
  const limit = 2 ** (bits - 1);
  return (value, to) => {
    const number = value as number;
    if (number < -limit || number >= limit) throw gobError(`${String(number)} is no integer of ${String(bits)} bits`);
    to.int(number);
  };
}

import { MachineError } from '../../../errors.js';
import type { InterfaceValue } from '../messages.js';
import { gobError, type GobReader } from './gob-reader.js';
import { readTime } from './gob-time.js';
import { BASIC_IDS, type BasicKind, type Shape, type StructShape } from './shape.js';
import { eachField, type WireType } from './wire-type.js';
import { NOTHING, zeroOf } from './zero-value.js';

/** Reads one value. */
export type Read = (reader: GobReader) => unknown;

/** Types that the other side has defined, and how to read them. */
export interface TypeTable {
  /** @throws MachineError `GOB` when nobody defined it */
  typeOf(id: number): WireType;
  /** The value of an interface, after its type's name. */
  readDynamic(reader: GobReader): unknown;
}

/** How deep values of one type may lie in each other. */
const MAX_DEPTH = 100;
const MAX_TAPPED_ELEMENTS = 1_000_000;
const KIND_OF_ID = new Map<number, BasicKind>(Object.entries(BASIC_IDS).map(([kind, id]) => [id, kind as BasicKind]));
const BITS = 64;

/** Works out how values of a defined type become values of a shape, once for each pair of them (debugger specification §3.5). */
export class DecodePlans {
  readonly #types: TypeTable;
  readonly #plans = new Map<number, Map<Shape | undefined, Read>>();

  constructor(types: TypeTable) {
    this.#types = types;
  }

  /**
   * @param shape undefined takes values as they come: structs as Maps by field name
   * @param place what is read, for errors
   * @throws MachineError `GOB` when the type does not fit the shape
   */
  plan(id: number, shape: Shape | undefined, place: string): Read {
    let plans = this.#plans.get(id);
    if (plans === undefined) this.#plans.set(id, (plans = new Map<Shape | undefined, Read>()));
    const known = plans.get(shape);
    if (known !== undefined) return known;
    // Types may refer to themselves: until this one is worked out, it is looked up when it is read.
    plans.set(shape, (reader) => this.plan(id, shape, place)(reader));
    try {
      const made = this.#make(id, shape, place);
      plans.set(shape, made);
      return made;
    } catch (error) {
      plans.delete(shape);
      throw error;
    }
  }

  #make(id: number, shape: Shape | undefined, place: string): Read {
    const basic = KIND_OF_ID.get(id);
    if (basic !== undefined) return this.#basic(basic, shape, place);
    const type = this.#types.typeOf(id);
    switch (type.kind) {
      case 'slice':
      case 'array':
        return nested(this.#list(type.element, shape, place));
      case 'map':
        return nested(this.#map(type, shape, place));
      case 'struct':
        return handedOver(
          nested(shape === undefined ? this.#anyStruct(type) : this.#struct(type, shape, place)),
          shape,
        );
      case 'opaque':
        if (shape !== undefined && shape.kind !== 'time') throw mismatch(shape, place);
        return (reader) => (shape === undefined ? reader.binary() : readTime(reader.binary()));
    }
  }

  #basic(kind: BasicKind, shape: Shape | undefined, place: string): Read {
    if (shape !== undefined && shape.kind !== kind) throw mismatch(shape, place);
    switch (kind) {
      case 'bool':
        return (reader) => reader.bool();
      case 'uint':
        return (reader) => reader.uint();
      case 'int':
        return intOf((shape as { bits?: number } | undefined)?.bits ?? BITS, place);
      case 'float':
        return (reader) => reader.float();
      case 'string':
        return (reader) => reader.string();
      case 'bytes':
        return (reader) => reader.binary();
      case 'interface':
        return nested((reader) => this.#interface(reader));
    }
  }

  #interface(reader: GobReader): InterfaceValue | undefined {
    const typeName = reader.string();
    return typeName === '' ? undefined : { typeName, value: this.#types.readDynamic(reader) };
  }

  #list(element: number, shape: Shape | undefined, place: string): Read {
    if (shape !== undefined && shape.kind !== 'slice' && shape.kind !== 'array') throw mismatch(shape, place);
    const read = this.plan(element, shape?.element, place);
    const length = shape?.kind === 'array' ? shape.length : undefined;
    return (reader) => {
      const count = reader.count();
      if (length !== undefined && count !== length) throw gobError(`length of array ${place} is ${String(count)}`);
      if (count === 0) return NOTHING;
      const list: unknown[] = [];
      for (let i = 0; i < count; i++) list.push(read(reader));
      return list;
    };
  }

  #map({ key, element }: { key: number; element: number }, shape: Shape | undefined, place: string): Read {
    if (shape !== undefined && shape.kind !== 'map') throw mismatch(shape, place);
    const readKey = this.plan(key, shape?.key, place);
    const readElement = this.plan(element, shape?.element, place);
    return (reader) => {
      const made = new Map<unknown, unknown>();
      for (let left = reader.count(); left > 0; left--) {
        const name = readKey(reader);
        made.set(name, readElement(reader));
      }
      return made;
    };
  }

  #anyStruct({ fields }: WireType & { kind: 'struct' }): Read {
    const reads = fields.map(({ name, id }) => [name, this.plan(id, undefined, name)] as const);
    return (reader) => {
      const made = new Map<string, unknown>();
      eachField(reader, (field) => {
        const [name, read] = reads[field] ?? unknownField(field);
        made.set(name, read(reader));
      });
      return made;
    };
  }

  #struct({ fields }: WireType & { kind: 'struct' }, shape: Shape, place: string): Read {
    if (shape.kind !== 'struct') throw mismatch(shape, place);
    const own = new Map(shape.fields.map((field) => [field.name, field]));
    if (fields.length > 0 && !fields.some(({ name }) => own.has(name))) {
      throw gobError(`type mismatch: no fields matched compiling decoder for ${shape.name}`);
    }
    const sets = fields.map(({ name, id }) => this.#field(own.get(name), id, `${shape.name}.${name}`));
    const zero = zeroOf(shape);
    return (reader) => {
      const made = { ...zero };
      let field = -1;
      for (;;) {
        const delta = reader.delta();
        if (delta === 0) return made;
        field += delta;
        (sets[field] ?? unknownField(field))(reader, made);
      }
    };
  }

  /** Reads a field into its property; one that nobody asked for is read all the same, to get behind it. */
  #field(
    own: StructShape['fields'][number] | undefined,
    id: number,
    place: string,
  ): (reader: GobReader, made: Record<string, unknown>) => void {
    const read = this.plan(id, own?.shape, place);
    if (own === undefined) return (reader) => void read(reader);
    const { key } = own;
    return (reader, made) => {
      made[key] = read(reader);
    };
  }
}

/** Types that hold themselves could go as deep as a message is long. */
function nested(read: Read): Read {
  return (reader) => {
    if (++reader.depth > MAX_DEPTH) throw gobError(`values lie more than ${String(MAX_DEPTH)} deep in each other`);
    const value = read(reader);
    reader.depth--;
    return value;
  };
}

/** What is handed over is not kept: how many elements it has counts for itself. */
function handedOver(read: Read, shape: Shape | undefined): Read {
  const tap = shape?.kind === 'struct' ? shape.tap : undefined;
  if (tap === undefined) return read;
  return (reader) => {
    const { elements } = reader;
    reader.elements = Math.min(elements, MAX_TAPPED_ELEMENTS);
    tap(read(reader));
    reader.elements = elements;
    return undefined;
  };
}

function intOf(bits: number, place: string): Read {
  if (bits >= BITS) return (reader) => reader.int();
  const limit = 2 ** (bits - 1);
  return (reader) => {
    const value = reader.int();
    if (value >= -limit && value < limit) return value;
    throw new MachineError('GOB', `value for "${place.slice(place.lastIndexOf('.') + 1)}" out of range`);
  };
}

function unknownField(field: number): never {
  throw gobError(`a struct without field ${String(field)}`);
}

function mismatch(shape: Shape, place: string): Error {
  return gobError(`wrong type (${shape.kind}) for received field ${place}`);
}

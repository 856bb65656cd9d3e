/** Kinds of gob that hold no others, by their type ids (debugger specification §3.1). */
export const BASIC_IDS = { bool: 1, int: 2, uint: 3, float: 4, bytes: 5, string: 6, interface: 8 } as const;

/** A kind that holds no others. */
export type BasicKind = keyof typeof BASIC_IDS;

/** One field of a {@link StructShape}. */
export interface FieldShape {
  /** Name in Go, which is what the two sides match. */
  readonly name: string;
  /** Name of the property. */
  readonly key: string;
  readonly shape: Shape;
}

/** A Go struct, a plain object here. */
export interface StructShape {
  readonly kind: 'struct';
  readonly name: string;
  readonly fields: readonly FieldShape[];
  /** See {@link tapped}. */
  readonly tap?: ((value: unknown) => void) | undefined;
}

/** A Go slice, an array here. */
export interface SliceShape {
  readonly kind: 'slice';
  readonly name: string;
  readonly element: Shape;
  /** Name that its element goes by when this is where it is met first. */
  readonly elementName: string;
}

/** A Go array of fixed length. */
export interface ArrayShape {
  readonly kind: 'array';
  readonly name: string;
  readonly element: Shape;
  readonly length: number;
}

/** A Go map, a `Map` here. */
export interface MapShape {
  readonly kind: 'map';
  readonly name: string;
  readonly key: Shape;
  readonly element: Shape;
}

/**
 * What a value looks like on both sides. One object stands for one Go type: two shapes are two types, with definitions of
 * their own.
 */
export type Shape =
  | { readonly kind: BasicKind; readonly bits?: number }
  | { readonly kind: 'time'; readonly name: string }
  | StructShape
  | SliceShape
  | ArrayShape
  | MapShape;

/** A shape whose values are of a type known here. */
export type ShapeOf<T> = Shape & { readonly of?: T };

export const BOOL: ShapeOf<boolean> = { kind: 'bool' };
/** A number up to 2^53 - 1 either way, a bigint beyond. */
export const INT: ShapeOf<number | bigint> = { kind: 'int' };
/** An int that has to fit into 8 bits. */
export const INT8: ShapeOf<number> = { kind: 'int', bits: 8 };
/** A number up to 2^53 - 1, a bigint beyond. */
export const UINT: ShapeOf<number | bigint> = { kind: 'uint' };
export const FLOAT: ShapeOf<number> = { kind: 'float' };
export const STRING: ShapeOf<string> = { kind: 'string' };
export const BYTES: ShapeOf<Uint8Array> = { kind: 'bytes' };
/** An `InterfaceValue`, or undefined. */
export const INTERFACE: ShapeOf<unknown> = { kind: 'interface' };
/** Go's `*time.Time`, a `GobTime` here. */
export const TIME: Shape = { kind: 'time', name: 'Time' };

/** A slice; `name` is its name in Go, or how the type is written there. */
export function slice<T>(name: string, element: ShapeOf<T>, elementName = ''): ShapeOf<readonly T[]> {
  return { kind: 'slice', name, element, elementName };
}

/** An array of fixed length. */
export function array<T>(name: string, element: ShapeOf<T>, length: number): ShapeOf<readonly T[]> {
  return { kind: 'array', name, element, length };
}

/** A map; `name` is its name in Go, or how the type is written there. */
export function map<K, V>(name: string, key: ShapeOf<K>, element: ShapeOf<V>): ShapeOf<ReadonlyMap<K, V>> {
  return { kind: 'map', name, key, element };
}

/** A struct: properties in the order of its fields, each with its name in Go and its shape. */
export function struct<T>(
  name: string,
  fields: Readonly<Record<keyof T & string, readonly [string, Shape]>>,
): ShapeOf<T> {
  const entries = Object.entries<readonly [string, Shape]>(fields);
  return { kind: 'struct', name, fields: entries.map(([key, [goName, shape]]) => ({ name: goName, key, shape })) };
}

/**
 * A shape whose values are handed over as soon as each is read, instead of being kept: undefined stands where they were. So a list
 * can be read that is too long for memory, and one that ends in the middle as far as it goes.
 */
export function tapped<T>(shape: ShapeOf<T>, tap: (value: T) => void): ShapeOf<T> {
  return shape.kind === 'struct' ? { ...shape, tap: tap as (value: unknown) => void } : shape;
}

import { gobError } from './gob-reader.js';
import type { GobWriter } from './gob-writer.js';
import { BASIC_IDS, type BasicKind, type Shape } from './shape.js';

/** Where Go counted from until 1.20; later releases count from 64 (debugger specification §3.9). */
const FIRST_ID = 65;

const WIRE_FIELDS = { array: 1, slice: 2, struct: 3, map: 4, time: 5 } as const;

/** A shape that has to be defined before it is used. */
type Composite = Exclude<Shape, { readonly kind: BasicKind }>;

/** Whether values of a shape need a definition. */
export function isComposite(shape: Shape): shape is Composite {
  return !(shape.kind in BASIC_IDS);
}

/**
 * Ids and definitions of types, counted in the order in which Go meets them. Streams that share one use the same ids, as those
 * of one process do there.
 */
export class TypeIds {
  #next: number;
  readonly #ids = new Map<Shape, number>();
  readonly #names = new Map<Shape, string>();
  readonly #secondIds = new Map<Shape, number>();

  /** @param first the first id, 64 or above */
  constructor(first = FIRST_ID) {
    this.#next = first;
  }

  /** Id of a shape; those of what it holds are taken as well. */
  idOf(shape: Shape, name = 'name' in shape ? shape.name : ''): number {
    if (!isComposite(shape)) return BASIC_IDS[shape.kind];
    const known = this.#ids.get(shape);
    if (known !== undefined) return known;
    this.#names.set(shape, name);
    if (shape.kind === 'struct' || shape.kind === 'time') {
      const id = this.#take(shape);
      if (shape.kind === 'struct') for (const field of shape.fields) this.idOf(field.shape);
      return id;
    }
    if (shape.kind === 'map') this.idOf(shape.key, '');
    this.idOf(shape.element, shape.kind === 'slice' ? shape.elementName : '');
    return this.#take(shape);
  }

  /** Writes the definition of a shape, without its length (debugger specification §3.4). */
  define(shape: Composite, to: GobWriter): void {
    const id = this.idOf(shape);
    to.int(-id);
    to.uint(WIRE_FIELDS[shape.kind]);
    to.uint(1);
    this.#common(shape, id, to);
    this.#parts(shape, to);
    to.uint(0);
    to.uint(0);
  }

  #common(shape: Composite, id: number, to: GobWriter): void {
    const name = shape.kind === 'time' ? '' : (this.#names.get(shape) ?? '');
    if (name !== '') {
      to.uint(1);
      to.string(name);
    }
    to.uint(name === '' ? 2 : 1);
    to.int(shape.kind === 'time' ? this.#secondId(shape) : id);
    to.uint(0);
  }

  #parts(shape: Composite, to: GobWriter): void {
    if (shape.kind === 'time') return;
    if (shape.kind === 'struct') {
      if (shape.fields.length === 0) return;
      to.uint(1);
      to.uint(shape.fields.length);
      for (const field of shape.fields) {
        to.uint(1);
        to.string(field.name);
        to.uint(1);
        to.int(this.idOf(field.shape));
        to.uint(0);
      }
      return;
    }
    const numbers = [shape.kind === 'map' ? this.idOf(shape.key) : undefined, this.idOf(shape.element)];
    for (const number of [...numbers, shape.kind === 'array' ? shape.length : undefined]) {
      if (number === undefined) continue;
      to.uint(1);
      to.int(number);
    }
  }

  /** Go gives a type with an encoding of its own a second id, that of the pointer to it, when its definition is written. */
  #secondId(shape: Shape): number {
    const known = this.#secondIds.get(shape);
    if (known !== undefined) return known;
    this.#secondIds.set(shape, this.#next);
    return this.#next++;
  }

  #take(shape: Shape): number {
    if (this.#next < 64) throw gobError('ids of types begin at 64');
    this.#ids.set(shape, this.#next);
    return this.#next++;
  }
}

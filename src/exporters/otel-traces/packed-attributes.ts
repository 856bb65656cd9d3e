import type { Attributes } from './attributes.js';
import type { Packer } from './packer.js';
import { SharedTexts } from './shared-texts.js';
import type { SpanAttributes } from './span-sink.js';
import type { Unpacker } from './unpacker.js';

type Value = SpanAttributes[string];

/** An attribute, and what kind of value it has. */
interface Kept {
  readonly name: string;
  readonly kind: string;
}

/** Kinds of values; that of a word is its place among those, as a digit. */
const KIND = { text: 'i', count: 'c', number: 'n', false: 'f', true: 't', list: 'l' } as const;

const MOST_SHAPES = 500;
const LONGEST_SHAPE = 1000;
/** The names of attributes in their order, with the kinds of their values: what spans of one kind have in common. */
const shapes = new SharedTexts(MOST_SHAPES, LONGEST_SHAPE);
/** The same taken apart, by their numbers. */
const parts: (readonly Kept[] | undefined)[] = [];

/**
 * Writes attributes. Undefined is not the same as none.
 * @param words texts that may be among the values, ten at most, which the reader is told as well
 */
export function packAttributes(packer: Packer, attributes: SpanAttributes | undefined, words: readonly string[]): void {
  if (attributes === undefined) {
    packer.count(0);
    return;
  }
  const names = Object.keys(attributes);
  let shape = '';
  for (const name of names) shape += `${kindOf(attributes[name] as Value, words)}${name.length}:${name}`;
  const number = shapes.numberOf(shape);
  packer.count(number + 1);
  if (number === 0) packer.text(shape);
  for (const name of names) packValue(packer, attributes[name] as Value, words);
}

/** What {@link packAttributes} wrote. */
export function unpackAttributes(unpacker: Unpacker, words: readonly string[]): Attributes | undefined {
  const said = unpacker.count();
  if (said === 0) return undefined;
  const attributes: Attributes = {};
  const kept = said === 1 ? partsOf(unpacker.text()) : (parts[said] ??= partsOf(shapes.textOf(said - 1)));
  for (const { name, kind } of kept) attributes[name] = valueOf(unpacker, kind, words);
  return attributes;
}

function partsOf(shape: string): readonly Kept[] {
  const all: Kept[] = [];
  for (let at = 0; at < shape.length;) {
    const from = shape.indexOf(':', at) + 1;
    const kind = shape.charAt(at);
    at = from + Number(shape.slice(at + 1, from - 1));
    all.push({ name: shape.slice(from, at), kind });
  }
  return all;
}

function kindOf(value: Value, words: readonly string[]): string {
  if (typeof value === 'string') {
    const place = words.indexOf(value);
    return place < 0 ? KIND.text : String(place);
  }
  if (typeof value === 'boolean') return value ? KIND.true : KIND.false;
  if (typeof value !== 'number') return KIND.list;
  return isCount(value) ? KIND.count : KIND.number;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
}

function packValue(packer: Packer, value: Value, words: readonly string[]): void {
  if (typeof value === 'string') {
    if (!words.includes(value)) packer.id(value);
  } else if (typeof value === 'number') {
    if (isCount(value)) packer.count(value);
    else packer.number(value);
  } else if (typeof value !== 'boolean') {
    packer.count(value.length);
    // Those of spans of states are the names of their groups.
    for (const each of value) packer.name(each);
  }
}

function valueOf(unpacker: Unpacker, kind: string, words: readonly string[]): Value {
  if (kind === KIND.text) return unpacker.id();
  if (kind === KIND.count) return unpacker.count();
  if (kind === KIND.number) return unpacker.number();
  if (kind === KIND.list) return Array.from({ length: unpacker.count() }, () => unpacker.name());
  if (kind === KIND.true || kind === KIND.false) return kind === KIND.true;
  return words[Number(kind)] ?? '';
}

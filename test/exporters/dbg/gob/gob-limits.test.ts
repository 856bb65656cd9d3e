import {
  GobDecoder,
  GobEncoder,
  SCHEMA_SHAPE,
  TRANSITION_SHAPE,
  TypeIds,
} from '../../../../src/exporters/dbg/index.js';
import {
  BYTES,
  INT,
  INT8,
  INTERFACE,
  STRING,
  UINT,
  array,
  map,
  slice,
  struct,
  type Shape,
} from '../../../../src/exporters/dbg/gob/index.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

function decoded(bytes: Buffer, limits = {}, shape?: Shape): unknown {
  const decoder = new GobDecoder(limits);
  decoder.push(bytes);
  return decoder.next(shape);
}

describe('a stream that is no gob', () => {
  it.each([
    [
      'a length beyond what is allowed',
      'f8 00ffffffffffffff',
      /a message of \d+ bytes, where 16777216 are allowed, at byte 0/,
    ],
    ['a length that is none', '80', /a length that is none/],
    ['a string longer than its message', '05 0c 00 7f 41 42', /a length of 127 where 2 bytes are left/],
    ['more elements than bytes', '0c ff81 02 01 02 ff82 00 01 04 00 00  06 ff82 00 7f 02 04', /127 elements where/],
    ['a type that nobody defined', '04 ff88 00 01', /type id 68 is not defined/],
    ['an id that is taken', '0b 7d 02 01 02 7e 00 01 04 00 00 00', /type id 63 is taken/],
    ['a definition of nothing', '03 ff81 00', /an empty definition/],
    ['a byte too many', '04 04 00 06 00', /extra data/],
    ['an integer of nine bytes', '0b 04 00 f7 01 02 03 04 05 06 07 08', /an integer of 9 bytes/],
  ])('is refused: %s', (_, bytes, message) => {
    const decoder = new GobDecoder();
    decoder.push(hex(bytes));
    expect(() => {
      while (decoder.next() !== undefined);
    }).toThrow(expect.objectContaining({ code: 'GOB', message: expect.stringMatching(message) as string }) as Error);
  });

  it('stays broken when its frames are', () => {
    const decoder = new GobDecoder({ maxMessageBytes: 10 });
    decoder.push(hex('0b'));
    expect(() => decoder.next()).toThrow('10 are allowed');
    decoder.push(hex('03 04 00 06'));
    expect(() => decoder.next()).toThrow('10 are allowed');
    expect(decoder.broken).toBeDefined();
  });

  it('goes on behind a value that does not fit', () => {
    const decoder = new GobDecoder();
    decoder.push(hex('03 04 00 06 03 04 00 08'));
    expect(() => decoder.next(STRING)).toThrow('wrong type (string)');
    expect(decoder.next(INT)).toBe(4);
  });

  it('does not go deeper than values do', () => {
    // A slice of itself, two hundred deep.
    const nested = [...Array<number>(200).fill(1), 0];
    const bytes = Buffer.concat([
      hex('0d ff81 02 01 02 ff82 00 01 ff82 00 00'),
      Buffer.from([0xff, nested.length + 3, 0xff, 0x82, 0]),
      Buffer.from(nested),
    ]);
    expect(() => decoded(bytes)).toThrow('deep in each other');
  });

  it('makes no more elements than it may', () => {
    const bytes = new GobEncoder().encode(Array<number>(50).fill(0), slice('', INT));
    expect(() => decoded(Buffer.from(bytes), { maxElements: 49 })).toThrow('too many elements');
    expect(decoded(Buffer.from(bytes), { maxElements: 50 })).toHaveLength(50);
  });

  it('defines no more types than it may', () => {
    const bytes = Buffer.from(new GobEncoder().define(TRANSITION_SHAPE));
    expect(() => decoded(bytes, { maxTypes: 3 })).toThrow('too many types');
  });
});

describe('values that do not fit their shape', () => {
  const message = struct<{ a: unknown }>('M', { a: ['A', slice('[]int8', INT8)] });

  it.each<[string, unknown, Shape, string]>([
    ['a fraction', 1.5, INT, '1.5 is no integer'],
    ['a negative number', -1, UINT, '-1 is no unsigned integer'],
    ['a number of more than 64 bits', 1n << 64n, UINT, 'of 64 bits'],
    ['a number of more than 8 bits', { a: [128] }, message, '128 is no integer of 8 bits'],
    ['nothing in a list', [undefined], slice('S', STRING), 'S holds nothing where a value should be'],
    ['nothing at all', undefined, STRING, 'nothing to write'],
    ['a list of another length', [1], array('[2]int', INT, 2), '1 elements for an array of 2'],
    ['a type nobody registered', [{ typeName: 'main.X', value: 1 }], slice('', INTERFACE), 'name not registered'],
  ])('are refused: %s', (_, value, shape, text) => {
    expect(() => new GobEncoder().encode(value, shape)).toThrow(text);
  });

  it('leave the stream as it was', () => {
    const encoder = new GobEncoder({ ids: new TypeIds(70) });
    expect(() => encoder.encode({ a: [1000] }, message)).toThrow('8 bits');
    expect(decoded(Buffer.from(encoder.encode({ a: [1, -1] }, message)), {}, message)).toEqual({ a: [1, -1] });
  });
});

test.each<[unknown, Shape]>([
  [Number.MAX_SAFE_INTEGER, INT],
  [-(2n ** 63n), INT],
  [2n ** 64n - 1n, UINT],
  [Uint8Array.of(0, 255), BYTES],
  ['\u{1f600} äöü', STRING],
  [
    new Map([
      ['__proto__', 1],
      ['constructor', 2],
    ]),
    map('', STRING, INT),
  ],
])('%p comes back as it was', (value, shape) => {
  const back = decoded(Buffer.from(new GobEncoder().encode(value, shape)), {}, shape);
  expect(back instanceof Uint8Array ? [...back] : back).toEqual(value instanceof Uint8Array ? [...value] : value);
});

test('a lone surrogate becomes U+FFFD', () => {
  expect(decoded(Buffer.from(new GobEncoder().encode('a\ud800b', STRING)), {}, STRING)).toBe('a\ufffdb');
});

test('a message of another version is read by the names of its fields', () => {
  const later = struct<Record<string, unknown>>('Other', {
    tags: ['Tags', slice('[]string', STRING)],
    more: ['More', map('', STRING, INT)],
    id: ['ID', STRING],
  });
  const bytes = Buffer.from(new GobEncoder().encode({ id: 'm', tags: ['x'], more: new Map([['a', 1]]) }, later));
  expect(decoded(bytes, {}, SCHEMA_SHAPE)).toMatchObject({ id: 'm', tags: ['x'], statesIndex: [], groups: undefined });
});

import { argsMapper, defineSchema, LOG_ARGS, Machine, secret, type MachineOptions } from 'statescope';

const Plain = Machine.of(defineSchema({ A: {} }));

/** The queueing line of a mutation with these arguments. */
function line(logArgs: MachineOptions['logArgs'], args: Record<string, unknown>): string | undefined {
  const lines: string[] = [];
  const machine = new Plain({ logLevel: 3, logger: (_, text) => lines.push(text), ...(logArgs && { logArgs }) });
  machine.add('A', args);
  return lines.find((text) => text.startsWith('[queue:add]'));
}

test('the usual names are known', () => {
  const given = Object.fromEntries(LOG_ARGS.map((name, i) => [name, i]));
  expect(line(LOG_ARGS, { ...given, other: 9 })).toBe(
    '[queue:add] A (addr=3 err=4 id=1 name=0 path=5 port=2 uri=7 url=6)',
  );
});

test('no arguments are shown by default', () => {
  expect(line(undefined, { id: 1 })).toBe('[queue:add] A');
});

test('listed ones are shown, sorted by name and cut', () => {
  const args = { url: 'https://example.org/long', id: 7, secret: 's', name: undefined };
  expect(line([...LOG_ARGS, 'id'], args)).toBe('[queue:add] A (id=7 name=undefined url=https://example.o...)');
  expect(line(['other'], args)).toBe('[queue:add] A');
});

test('every line of a mutation shows them', () => {
  const lines: string[] = [];
  const machine = new Plain({ logLevel: 3, logger: (_, text) => lines.push(text), logArgs: ['id'] });
  machine.add('A', { id: 1 });
  expect(lines).toEqual(['[queue:add] A (id=1)', '[add] A (id=1)', '[state] +A (id=1)']);
});

test.each([
  [3, 'abc'],
  [4, 'abcd'],
  [5, 'ab...'],
  [0, 'abcdefghijklmnopq...'],
  [-1, 'abcdefghijklmnopq...'],
])('a length of %d gives %s', (length, text) => {
  expect(argsMapper(['v'], length)({ v: 'abcdefghijklmnopqrstuvwxyz' })).toEqual({ v: text });
});

test('values of any kind become text', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const map = argsMapper(['v'], 40);
  const text = (v: unknown) => map({ v })['v'];
  expect([text({ a: [1] }), text(null), text(new Error('e')), text(Symbol('s')), text(circular)]).toEqual([
    '{"a":[1]}',
    'null',
    'Error: e',
    'Symbol(s)',
    '[object Object]',
  ]);
  expect(text({ toJSON: () => undefined })).toBe('undefined');
  expect(map(Object.create({ v: 'inherited' }) as Record<string, unknown>)).toEqual({});
});

test('a mapper of your own decides; one that fails shows nothing', () => {
  expect(line((args) => ({ count: String(Object.keys(args).length) }), { a: 1, b: 2 })).toBe('[queue:add] A (count=2)');
  const failing = () => {
    throw new Error('mapper');
  };
  expect(line(failing, { a: 1 })).toBe('[queue:add] A');
});

test('what is secret in one argument does not show in another', () => {
  expect(line(['url', 'token'], { url: '/?t=abcdef', token: secret('abcdef') })).toBe(
    '[queue:add] A (token="[secret]" url=/?t=[secret])',
  );
});

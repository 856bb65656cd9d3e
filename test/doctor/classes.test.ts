import { Logged, Traced } from '../../decorators/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { foundBy } from './patient.js';

const schema = defineSchema({ Start: {} });

@Traced()
class Feed extends Machine.of(schema) {
  StartState() {}
}

class Plain extends Machine.of(schema) {}

test('marked classes are fine', async () => {
  expect(await foundBy('decorators', { classes: [Feed, Plain] })).toMatchObject([
    { status: 'ok', message: '1 of 2 machine classes are marked' },
  ]);
});

test('classes of which none is marked are named', async () => {
  expect(await foundBy('decorators', { classes: [Plain] })).toMatchObject([
    { status: 'warn', message: 'none of Plain is marked: nothing is observed' },
  ]);
});

test.each([
  ['@Traced()\nclass Plain extends Base {}', 'Traced'],
  ["@Logged({ level: 'ops' })\nexport class Plain extends Base {}", 'Logged'],
])('a class whose decorators in the file never ran is named: %s', async (source, decorator) => {
  const [finding] = await foundBy('decorators', { classes: [Feed, Plain], sources: [source] });
  expect(finding).toMatchObject({
    status: 'fail',
    message: `@${decorator} stands on Plain in its file, but never ran`,
  });
});

test('decorators of another class in the file are not taken for those of this one', async () => {
  const source = '@Traced()\nclass Feed extends Base { StartState() {} }\nclass Plain extends Base {}';
  expect(await foundBy('decorators', { classes: [Feed, Plain], sources: [source] })).toMatchObject([{ status: 'ok' }]);
});

test('a class whose marks stand under a symbol that was replaced is named', async () => {
  class Lost extends Machine.of(schema) {}
  Object.defineProperty(Lost, Symbol('Symbol.metadata'), { value: {} });
  const [finding] = await foundBy('decorators', { classes: [Lost] });
  expect(finding).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('Lost stand under another Symbol.metadata') as string,
    remedy: expect.stringContaining('statescope/decorators') as string,
  });
});

test('a mark for a handler that is not there is named', async () => {
  class Gone extends Machine.of(schema) {
    StartState() {}
  }
  const mark = Logged() as unknown as (prototype: object, name: string, descriptor?: PropertyDescriptor) => void;
  mark(Gone.prototype, 'StartState', Object.getOwnPropertyDescriptor(Gone.prototype, 'StartState'));
  Reflect.deleteProperty(Gone.prototype, 'StartState');
  expect(await foundBy('decorators', { classes: [Gone] })).toMatchObject([
    { status: 'fail', message: 'Gone is marked for StartState, which is not one of its methods' },
  ]);
});

describe('the dialect', () => {
  class Legacy extends Machine.of(schema) {}
  (Traced() as unknown as (Class: object) => void)(Legacy);

  class Standard extends Machine.of(schema) {}
  const metadata = {};
  const context = { kind: 'class', name: 'Standard', metadata, addInitializer: () => undefined };
  (Traced() as unknown as (Class: object, context: object) => void)(Standard, context);
  Object.defineProperty(Standard, Symbol.metadata, { value: metadata });

  test('is told', async () => {
    expect((await foundBy('dialect', { classes: [Legacy] }))[0]?.message).toContain('legacy');
    expect((await foundBy('dialect', { classes: [Standard] }))[0]?.message).toContain('standard');
    expect(await foundBy('dialect', { classes: [Plain] })).toMatchObject([{ status: 'ok' }]);
  });

  test('should be one: both together are named with their classes', async () => {
    const [finding] = await foundBy('dialect', { classes: [Legacy, Standard] });
    expect(finding).toMatchObject({ status: 'warn' });
    expect(finding?.message).toMatch(/standard on Standard, legacy on Legacy/);
  });

  test('needs Symbol.metadata, which is named when it is gone', async () => {
    const symbol = Symbol.metadata;
    Object.defineProperty(Symbol, 'metadata', { value: undefined, configurable: true, writable: true });
    try {
      expect(await foundBy('dialect', { classes: [] })).toMatchObject([
        { status: 'fail', message: expect.stringContaining('Symbol.metadata is gone') as string },
      ]);
    } finally {
      Object.defineProperty(Symbol, 'metadata', { value: symbol, configurable: true, writable: true });
    }
  });
});

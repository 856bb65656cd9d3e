import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Machine, defineSchema } from 'statescope';
import { argText } from '../../../src/exporters/shared/arg-text.js';
import { StateOrder, errorText, wholeStack } from '../../../src/exporters/shared/index.js';
import { SCOPE_VERSION } from '../../../src/semconv.js';

describe('argText', () => {
  it.each([
    ['short', 'short'],
    ['one more than twenty!', 'one more than twe...'],
    ['exactly twenty chars', 'exactly twenty chars'],
    [42, '42'],
    [false, 'false'],
    [10n, '10'],
    [new Error('the message'), 'the message'],
    [{ password: 'x' }, '[Object]'],
    [[1, 2], '[Array]'],
    [new Uint8Array(1000), '[Uint8Array]'],
    [Object.create(null), '[unreadable]'],
    [() => 1, '[function]'],
  ])('tells %p as %p', (value, text) => {
    expect(argText(value)).toBe(text);
  });
});

describe('errorText', () => {
  it('tells the class of an error, or its name where the class is plain', () => {
    expect(errorText(new TypeError('x'))).toMatchObject({ type: 'TypeError', message: 'x' });
    const named = Object.assign(new Error('gone'), { name: 'AbortError' });
    expect(errorText(named).type).toBe('AbortError');
  });

  it('tells the type of what was thrown and is no error', () => {
    expect(errorText('text')).toEqual({ type: 'string', message: 'text', stack: undefined });
    expect(errorText(Object.create(null)).message).toBe('an error that cannot be read');
  });
});

describe('the causes of an error', () => {
  const stackOf = (error: unknown): string => wholeStack(errorText(error)) ?? '';
  const headlines = (error: unknown): readonly string[] =>
    stackOf(error)
      .split('\n')
      .filter((line) => !/^\s+at /.test(line));

  it('follow its stack, the nearest first', () => {
    const error = new Error('outer', { cause: new RangeError('middle', { cause: 'a text' }) });
    expect(headlines(error)).toEqual(['Error: outer', 'Caused by: RangeError: middle', 'Caused by: string: a text']);
    expect(stackOf(error).match(/\n\s+at /g)?.length).toBeGreaterThan(2);
  });

  it('are the parts of one that stands for several, and end where they go round or on without end', () => {
    const parts = ['a', 'b', 'c', 'd'].map((message) => new Error(message));
    expect(headlines(new AggregateError(parts, 'all'))).toEqual([
      'AggregateError: all',
      ...['a', 'b', 'c'].map((text) => `Caused by: Error: ${text}`),
    ]);
    const round = new Error('round');
    round.cause = new Error('and', { cause: round });
    expect(headlines(round)).toEqual(['Error: round', 'Caused by: Error: and']);
    let deep = new Error('0');
    for (let n = 1; n < 50; n++) deep = new Error(String(n), { cause: deep });
    expect(headlines(deep)).toHaveLength(9);
    expect(stackOf(new Error('x', { cause: new Error('y'.repeat(1e6)) })).length).toBeLessThan(30_000);
  });

  it('that cannot be read are left out', () => {
    const hostile = new Error('x');
    Object.defineProperty(hostile, 'cause', {
      get() {
        throw new Error('no');
      },
    });
    expect(headlines(hostile)).toEqual(['Error: x']);
    const throws = (): never => {
      throw new Error('no');
    };
    expect(headlines(new Error('x', { cause: new Proxy({}, { getPrototypeOf: throws, get: throws }) }))).toEqual([
      'Error: x',
      'Caused by: Error: an error that cannot be read',
    ]);
    const bare = new Error('x', { cause: 1 });
    Object.defineProperty(bare, 'stack', { value: undefined });
    expect(stackOf(bare)).toBe('Error: x\nCaused by: number: 1');
  });
});

describe('the state order', () => {
  const schema = defineSchema({ A: {}, B: {}, C: {} });
  class Feed extends Machine.of(schema) {}

  it('writes mutations in index order, whatever the order of the call', () => {
    const order = StateOrder.of(new Feed({ id: 'a' }).view);
    expect(order.mutationText('add', ['C', 'A'])).toBe('[add] A C');
    expect(order.mutationText('remove', ['B'])).toBe('[remove] B');
    expect(order.mutationText('set', [])).toBe('[set] ');
  });

  it('is shared by the machines of a class', () => {
    expect(StateOrder.of(new Feed({ id: 'a' }).view)).toBe(StateOrder.of(new Feed({ id: 'b' }).view));
  });
});

it('gives the scope the version of the package', () => {
  const manifest = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as { version: string };
  expect(SCOPE_VERSION).toBe(manifest.version);
});

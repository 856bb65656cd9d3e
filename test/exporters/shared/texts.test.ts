import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Machine, defineSchema } from 'statescope';
import { argText } from '../../../src/exporters/shared/arg-text.js';
import { StateOrder, errorText } from '../../../src/exporters/shared/index.js';
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

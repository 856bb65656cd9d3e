import { runInNewContext } from 'node:vm';
import { BoundedNames } from '../../../src/exporters/prometheus/bounded-names.js';
import { errorTypeOf } from '../../../src/exporters/prometheus/error-type.js';
import { noteCause, secret } from '../../../src/tracer/index.js';

describe('a bounded set of label values', () => {
  it('gives each value one number and finds it again', () => {
    const names = new BoundedNames(10);
    const [a, b] = [names.number('a'), names.number('b')];
    expect(names.number('a')).toBe(a);
    expect([names.name(a), names.name(b)]).toEqual(['a', 'b']);
  });

  it('has number 0 for no value', () => {
    const names = new BoundedNames(10);
    expect(names.number(undefined)).toBe(0);
    expect(names.name(0)).toBeUndefined();
  });

  it('calls what comes after its limit "other", and still knows the first ones', () => {
    const names = new BoundedNames(2);
    const seen = ['a', 'b', 'c', 'd', 'a', 'other'].map((name) => names.name(names.number(name)));
    expect(seen).toEqual(['a', 'b', 'other', 'other', 'a', 'other']);
  });
});

describe('the type of an error', () => {
  class Refused extends Error {}
  class Renamed extends Error {
    override readonly name = 'TimeoutError';
  }
  const named = (name: unknown) => Object.assign(new Error('x'), { name });
  const trap = new Proxy(new Error('x'), {
    get: () => {
      throw new Error('no');
    },
  });

  it.each([
    ['a built-in error', new TypeError('x'), 'TypeError'],
    ['a plain error', new Error('x'), 'Error'],
    ['a subclass', new Refused('x'), 'Refused'],
    ['a class before its name', new Renamed('x'), 'Renamed'],
    ['a plain error with a name', named('TimeoutError'), 'TimeoutError'],
    ['a name that carries a message', named('GET /orders/17 failed'), 'Error'],
    ['a name that is no text', named(7), 'Error'],
    ['a name without end', named('E'.repeat(65)), 'Error'],
    ['an error of another realm', runInNewContext('new RangeError("x")'), 'RangeError'],
    ['a string', 'secret', 'string'],
    ['a number', 42, 'number'],
    ['null', null, 'null'],
    ['an object', { name: 'secret', id: 7 }, 'object'],
    ['an object without a prototype', Object.create(null), 'object'],
    ['an anonymous class', new (class extends Error {})('x'), 'Error'],
    ['an error that throws when it is read', trap, 'other'],
  ])('of %s', (_, error, type) => {
    expect(errorTypeOf(error)).toBe(type);
  });

  it('tells no secret that a name is or holds', () => {
    const [token, pin] = [secret('tok_live_4242'), secret('pin')];
    const error = named('ErrPin');
    noteCause(error, { pin: secret('Pin') });
    expect([errorTypeOf(named(token.reveal())), errorTypeOf(error)]).toEqual(['other', 'other']);
    expect(errorTypeOf(named(pin.reveal()))).toBe('pin');
  });
});

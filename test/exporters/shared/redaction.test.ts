import { Machine, SELECT_ALL, defineSchema, secret } from '../../../src/index.js';
import type { Selection, Tracer, TransitionView } from '../../../src/index.js';
import { Redaction } from '../../../src/exporters/shared/index.js';
import { noteCause } from '../../../src/tracer/index.js';

const schema = defineSchema({ Start: {} });

/** A transition with these arguments. */
function transition(args: Readonly<Record<string, unknown>>): TransitionView {
  let seen: TransitionView | undefined;
  const tracer: Tracer = { id: 'last', transitionEnd: (each) => (seen = each) };
  new Machine(schema, { tracers: [tracer] }).add('Start', args);
  return seen as unknown as TransitionView;
}

const redaction = (options: Readonly<Record<string, unknown>> = {}): Redaction =>
  Redaction.of({ ...SELECT_ALL, options });

test('there is one for each selection', () => {
  const selection: Selection = { ...SELECT_ALL };
  expect(Redaction.of(selection)).toBe(Redaction.of(selection));
  expect(Redaction.of({ ...SELECT_ALL })).not.toBe(Redaction.of(selection));
});

describe('arguments', () => {
  const given = transition({ url: 'a', pin: '12', gone: undefined, list: [1, 2], token: secret('t') });

  test.each<[object, readonly (readonly [string, string])[]]>([
    [{}, []],
    [{ args: [] }, []],
    [{ args: 'url' }, []],
    [{ args: ['url', 3] }, [['url', 'a']]],
    [{ args: ['url', 'missing', 'gone', 'toString'] }, [['url', 'a']]],
    [
      { args: ['list', 'token'] },
      [
        ['list', '[Array]'],
        ['token', '[secret]'],
      ],
    ],
    [{ args: ['pin', 'url'], secret: ['pin'] }, [['url', 'a']]],
  ])('%j shows %j', (options, shown) => {
    expect(redaction(options as never).args(given)).toEqual(shown);
  });

  test('that cannot be read hide all that may hold them', () => {
    const hostile = {
      get broken(): never {
        throw new Error('no');
      },
      url: 'a',
    };
    const own = redaction({ args: ['broken', 'url'], secret: ['broken'] });
    expect(own.args(transition(hostile))).toEqual([['url', '[secret]']]);
    expect(redaction({ args: ['broken'] }).args(transition(hostile))).toEqual([['broken', '[secret]']]);
    expect(own.line('[state] +Start', transition(hostile))).toBe('[secret]');
    const { type, message, stack } = own.error(new TypeError('of broken'), transition(hostile));
    expect([type, message, stack]).toEqual(['Error', '[secret]', '[secret]']);
  });

  test('that log lines show are without what is secret', () => {
    const shown = { url: '/?t=t1t1', pin: '12' };
    const args = { url: '/?t=t1t1', pin: '12', login: [secret('t1t1')] };
    expect(redaction().logArgs(shown, args)).toEqual([
      ['url', '/?t=[secret]'],
      ['pin', '12'],
    ]);
    expect(redaction({ secret: ['pin'] }).logArgs(shown, {})).toEqual([
      ['url', '/?t=t1t1'],
      ['pin', '[secret]'],
    ]);
  });

  test('of a handler are those of its own mark, and never what the class calls secret', () => {
    expect(redaction({ args: ['url'], secret: ['pin'] }).args(given, { args: ['pin', 'list'] })).toEqual([
      ['list', '[Array]'],
    ]);
  });
});

describe('results', () => {
  const given = transition({ token: secret('abc') });

  test.each<[unknown, object, readonly (readonly [string, string])[]]>([
    ['done', {}, []],
    ['done', { result: false }, []],
    ['done', { result: true }, [['', 'done']]],
    [undefined, { result: true }, []],
    ['with abc in it', { result: true }, [['', 'with [secret] in it']]],
    [{ size: 3, body: 'b' }, { result: ['size', 'missing'] }, [['size', '3']]],
    ['text', { result: ['length'] }, []],
    [null, { result: ['size'] }, []],
    ['a result that is far too long to be shown', { result: true, argLength: 12 }, [['', 'a result ...']]],
  ])('%j with %j shows %j', (result, mark, shown) => {
    expect(redaction().result(result, given, mark as never)).toEqual(shown);
  });

  test('whose fields cannot be read show nothing', () => {
    const hostile = {
      get size(): never {
        throw new Error('no');
      },
    };
    expect(redaction().result(hostile, given, { result: ['size'] })).toEqual([]);
  });
});

describe('errors', () => {
  const given = transition({ token: secret('abc') });
  const error = new RangeError('not abc');

  test('are told without secrets', () => {
    const { type, message, stack } = redaction().error(error, given);
    expect([type, message]).toEqual(['RangeError', 'not [secret]']);
    expect(stack).toContain('not [secret]');
    expect(stack).not.toContain('abc');
  });

  test('are told with their causes, without the secrets of those', () => {
    const inner = new Error('login with hunter2 failed');
    noteCause(inner, { password: secret('hunter2') });
    const outer = new Error('abc was refused', { cause: inner });
    const { stack = '' } = redaction().error(outer, given);
    expect(stack).toContain('Error: [secret] was refused');
    expect(stack).toContain('Caused by: Error: login with [secret] failed');
    expect(redaction({ errors: 'type' }).error(outer, given).stack).toBeUndefined();
    const upper = redaction({ errors: (text: string) => text.toUpperCase() });
    expect(upper.error(outer, given).stack).toContain('CAUSED BY: ERROR: LOGIN WITH [SECRET] FAILED');
  });

  test('are their type where nothing else may be shown', () => {
    const brief = { type: 'RangeError', message: 'RangeError', stack: undefined };
    expect(redaction({ errors: 'type' }).error(error, given)).toEqual(brief);
    expect(redaction().error(error, given, { errors: 'type' })).toEqual(brief);
    expect(redaction({ errors: 'type' }).error(error, given, { errors: 'full' }).message).toBe('not [secret]');
    expect(redaction({ errors: () => 7 }).error(error, given)).toMatchObject({ message: 'RangeError' });
  });

  test('are their type where what rewrites them answers later, or never', async () => {
    const later = redaction({ errors: () => Promise.reject(new Error('late')) });
    expect(later.error(error, given)).toMatchObject({ message: 'RangeError', stack: 'RangeError' });
    const thenable = {
      get then(): never {
        throw new Error('no');
      },
    };
    expect(redaction({ errors: () => thenable }).error(error, given).message).toBe('RangeError');
    // A rejection that nobody handles would end the process.
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('are told to a length, and no half of a secret at its end', () => {
    const key = secret('k'.repeat(100));
    const { message, stack } = redaction().error(
      new Error(`${'x'.repeat(65_530)}${key.reveal()}${'y'.repeat(1e6)}`),
      given,
    );
    expect(message).toBe(`${'x'.repeat(65_530)}[secre...`);
    expect(stack).toHaveLength(65_539);
    expect(redaction().errorLine(`[error] ${'x'.repeat(1e6)}`, 'error', error, given)).toHaveLength(65_539);
  });

  test('are told without secrets that stand in fields', () => {
    const key = secret('a-key-of-the-machine');
    const refused = new Error(`401 for ${key.reveal()}`);
    expect(redaction().error(refused, undefined).message).toBe('401 for [secret]');
    expect(redaction().errorLine(`[error] ${refused.message}`, 'error', refused, given)).toBe(
      '[error] 401 for [secret]',
    );
    expect(redaction().result(`with ${key.reveal()}`, given, { result: true })).toEqual([['', 'with [secret]']]);
  });

  test('with a name that is a message have no name', () => {
    const odd = Object.assign(new Error('m'), { name: 'no login for abc' });
    expect(redaction({ errors: 'type' }).error(odd, given)).toEqual({
      type: 'Error',
      message: 'Error',
      stack: undefined,
    });
  });

  test('outside of a transition are told as they are', () => {
    expect(redaction().error('text', undefined)).toEqual({ type: 'string', message: 'text', stack: undefined });
  });
});

describe('lines', () => {
  const given = transition({ pin: 'one two', token: secret('abc') });

  test('are as they are for a class without secrets', () => {
    expect(redaction().line('[state] +A (pin=one two)', given)).toBe('[state] +A (pin=one two)');
  });

  test('lose what is wrapped, also where another argument holds it', () => {
    const both = transition({ url: '/?t=abc', login: { token: secret('abc') } });
    expect(redaction().line('[state] +A (url=/?t=abc)', both)).toBe('[state] +A (url=/?t=[secret])');
    expect(redaction({ args: ['url'] }).args(both)).toEqual([['url', '/?t=[secret]']]);
    expect(redaction().line('[state] +A (url=/?t=abc)', undefined)).toBe('[state] +A (url=/?t=abc)');
  });

  test('lose what the class calls secret, also what was cut before', () => {
    const guarded = redaction({ secret: ['pin', 'a.b'] });
    expect(guarded.line('[state] +A (pin=one two url=x)', given)).toBe('[state] +A (pin=[secret] url=x)');
    expect(guarded.line('[state] +A (a.b=something axb=else)', undefined)).toBe('[state] +A (a.b=[secret] axb=else)');
  });

  test('about errors follow the policy', () => {
    const error = new TypeError('no abc');
    expect(redaction().errorLine('[error] no abc', 'error', error, given)).toBe('[error] no [secret]');
    expect(redaction({ errors: 'type' }).errorLine('[error:add] A (no abc)', 'error:add', error, given)).toBe(
      '[error:add] TypeError',
    );
    expect(redaction({ errors: 'type' }).errorLine('[error] unknown', 'error', undefined, given)).toBe(
      '[error] an error',
    );
  });
});

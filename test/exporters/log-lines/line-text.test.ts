import { tagOf, withoutStack } from '../../../src/exporters/log-lines/line-text.js';

describe('tagOf', () => {
  it.each([
    ['[state] +A', 'state'],
    ['[queue:add] A', 'queue:add'],
    ['plain', undefined],
    ['[unclosed', undefined],
  ])('of %p is %p', (text, tag) => {
    expect(tagOf(text)).toBe(tag);
  });
});

describe('withoutStack', () => {
  it('cuts the stack of the error', () => {
    const error = new Error('two\nlines');
    expect(withoutStack(`[error] two\nlines\n${String(error.stack)}`, error)).toBe('[error] two\nlines');
  });

  it('cuts frames when the error is unknown', () => {
    expect(withoutStack('[error] boom\n    at file.js:1:1', undefined)).toBe('[error] boom');
  });

  it('keeps a text without a stack', () => {
    expect(withoutStack('[error] boom', new Error('other'))).toBe('[error] boom');
  });
});

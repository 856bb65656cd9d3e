import { goFormatted } from '../../../src/exporters/loki/go-format.js';

test.each([
  ['nothing to see', 'nothing to see'],
  ['+A%d', '+A%!d(MISSING)'],
  ['+100%', '+100%!(NOVERB)'],
  ['(name=100%)', '(name=100%!)(MISSING)'],
  ['%s %d', '%!s(MISSING) %!d(MISSING)'],
  ['100%% sure', '100% sure'],
  ['%-05.2f|', '%!f(MISSING)|'],
  ['%5', '%!(NOVERB)'],
  ['%*d', '%!(BADWIDTH)%!d(MISSING)'],
  ['%.*f', '%!(BADPREC)%!f(MISSING)'],
  ['%[1]d', '%!d(BADINDEX)'],
  ['%😀', '%!😀(MISSING)'],
  ['%ä%z', '%!ä(MISSING)%!z(MISSING)'],
  ['%[1', '%!(NOVERB)'],
  ['%[x]y', '%!y(BADINDEX)'],
  ['%[1]*d', '%!(BADWIDTH)%!d(BADINDEX)'],
  ['%[1]5d', '%!d(BADINDEX)'],
  ['%.[1]5d', '%!d(BADINDEX)'],
  ['%5[1]d', '%!d(BADINDEX)'],
  ['%5.', '%!.(MISSING)'],
  ['%*', '%!(BADWIDTH)%!(NOVERB)'],
  ['%1000001d', '%!d(MISSING)'],
  ['%99999999999d', '%!(NOVERB)'],
])('%j, taken for a format of Go without arguments, is %j', (text, formatted) => {
  expect(goFormatted(text)).toBe(formatted);
});

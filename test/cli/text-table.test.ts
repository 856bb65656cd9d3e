import { textTable } from '../../src/cli/text-table.js';

const HEADER = ['ID', 'WHAT'];
const lines = (rows: readonly (readonly string[])[], fits?: number) => textTable(HEADER, rows, fits).split('\n');

test('columns are as wide as their widest cell, in columns of a terminal', () => {
  expect(
    lines([
      ['日本', 'a'],
      ['e\u0301', 'b'],
      ['🚀', 'c'],
      ['long', 'd'],
    ]),
  ).toEqual(['ID    WHAT', '日本  a', 'e\u0301     b', '🚀    c', 'long  d', '']);
});

test('the widest cells give way to the width of the terminal', () => {
  const rows = [['i'.repeat(30), 'w'.repeat(12)]];
  expect(lines(rows, 26)).toEqual(['ID            WHAT', `${'i'.repeat(9)}...  ${'w'.repeat(12)}`, '']);
  expect(lines([['日'.repeat(20), 'a']], 16)).toEqual(['ID          WHAT', '日日日...   a', '']);
});

test('no column vanishes, however narrow the terminal is', () => {
  expect(lines([['i'.repeat(30), 'w'.repeat(30)]], 3)).toEqual(['ID        WHAT', 'iiiii...  wwwww...', '']);
});

test('without a width cells are whole, and nothing is sent that a terminal would obey', () => {
  expect(lines([['i'.repeat(300), '\u001b[31m\u202e']])[1]).toBe(`${'i'.repeat(300)}  ?[31m?`);
});

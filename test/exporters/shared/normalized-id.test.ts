import { metricPart, normalizedId } from '../../../src/exporters/shared/index.js';

test.each([
  ['rs-root-0', 'rs_root_0'],
  ['A--B', 'a_b'],
  ['_rm-root', '_rm_root'],
  ['my.Mach:id', 'my_mach_id'],
  ['ÜberMach', '_bermach'],
  ['9lives', '9lives'],
  ['', ''],
  ['İst', 'ist'],
  ['\u212A', 'k'],
  ['ß', '_'],
  ['a\u{1F600}b', 'a_b'],
  ['a\uD83Db', 'a_b'],
])('%j becomes %j', (name, expected) => {
  expect(normalizedId(name)).toBe(expected);
});

test.each([
  ['FileLoaded', 'FileLoaded'],
  ['A-B.c', 'A_B_c'],
  ['x{y="1"} 2\n', 'x_y_1_2_'],
])('%j is %j in the name of a metric', (name, expected) => {
  expect(metricPart(name)).toBe(expected);
});

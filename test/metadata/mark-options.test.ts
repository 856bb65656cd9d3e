import { LOG_LEVELS } from '../../src/index.js';
import { LOG_LEVEL_NAMES } from '../../src/metadata/mark-options.js';

test('marks and tracers know the same log levels', () => {
  expect(LOG_LEVEL_NAMES).toEqual(Object.keys(LOG_LEVELS));
});

import { project } from '../../jest.config.js';

/** Long runs, kept out of `npm test`. */
export default {
  ...project(),
  displayName: 'soak',
  testMatch: ['<rootDir>/test/soak/**/*.test.ts'],
  testTimeout: 600_000,
};

import { project } from '../../jest.config.js';

/** The tests that speak for the engine. */
export default {
  ...project(),
  testMatch: ['<rootDir>/test/{engine,tracer,conformance}/**/*.test.ts'],
};

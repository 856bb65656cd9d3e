import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { swcOptions } from './scripts/swc-options.js';

/**
 * What all projects of tests share.
 *
 * @param {{ legacy?: boolean }} dialect
 */
export const project = ({ legacy = false } = {}) => ({
  rootDir: dirname(fileURLToPath(import.meta.url)),
  roots: ['<rootDir>/src', '<rootDir>/decorators', '<rootDir>/samples', '<rootDir>/test'],
  modulePathIgnorePatterns: [
    '<rootDir>/test/compilers/',
    '<rootDir>/test/compat/',
    '<rootDir>/test/backends/http-client/',
  ],
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest', swcOptions({ legacy, module: 'commonjs' })] },
  moduleNameMapper: {
    '^statescope$': '<rootDir>/src/index.ts',
    '^statescope/decorators$': '<rootDir>/decorators/index.ts',
    '^statescope/(.*)$': '<rootDir>/src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
});

/** Standard decorators everywhere but in `test/decorators/legacy`, which is compiled with the legacy dialect. */
export default {
  // The main process of jest has little to do: two cores make two workers.
  maxWorkers: '100%',
  // For machines that do other things as well; no test waits for real time to pass.
  testTimeout: 30_000,
  projects: [
    {
      ...project(),
      displayName: 'standard',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/test/decorators/legacy/',
        '<rootDir>/test/backends/',
        '<rootDir>/test/soak/',
      ],
    },
    {
      ...project({ legacy: true }),
      displayName: 'legacy',
      testMatch: ['<rootDir>/test/decorators/legacy/**/*.test.ts'],
    },
  ],
};

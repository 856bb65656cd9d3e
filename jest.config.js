/** Standard decorators everywhere but in `test/decorators/legacy`, which is compiled with the legacy dialect. */
const swc = (legacy) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: legacy ? { legacyDecorator: true, decoratorMetadata: false } : { decoratorVersion: '2022-03' },
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: [],
  moduleNameMapper: {
    '^statescope$': '<rootDir>/src/index.ts',
    '^statescope/decorators$': '<rootDir>/decorators/index.ts',
    '^statescope/(.*)$': '<rootDir>/src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

export default {
  projects: [
    {
      ...shared,
      displayName: 'standard',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/test/decorators/legacy/', '/test/backends/', '/test/soak/'],
      transform: { '^.+\\.tsx?$': swc(false) },
    },
    {
      ...shared,
      displayName: 'legacy',
      testMatch: ['<rootDir>/test/decorators/legacy/**/*.test.ts'],
      transform: { '^.+\\.tsx?$': swc(true) },
    },
  ],
};

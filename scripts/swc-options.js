/**
 * How swc compiles this repository's TypeScript without a build: the tests (CommonJS) and the loader (ES modules) share it.
 *
 * `decoratorVersion` 2022-03 is the one of the standard dialect whose context carries `metadata`.
 *
 * @param {{ legacy?: boolean, module: 'commonjs' | 'es6' }} choice
 */
export const swcOptions = ({ legacy = false, module }) => ({
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: {
      verbatimModuleSyntax: true,
      ...(legacy ? { legacyDecorator: true, decoratorMetadata: false } : { decoratorVersion: '2022-03' }),
    },
  },
  module: { type: module },
  sourceMaps: 'inline',
});

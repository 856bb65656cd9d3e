import ts from 'typescript';
import * as decorators from '../../../decorators/index.js';
import * as metadata from '../../../src/metadata/index.js';

/** A decorator dialect of the TypeScript compiler. */
export type Dialect = 'standard' | 'legacy';

/**
 * Runs TypeScript source compiled by tsc in a dialect, with the decorators in scope.
 * @returns what the source returns
 */
export function run(source: string, dialect: Dialect, scope: Readonly<Record<string, unknown>> = {}): unknown {
  const { outputText } = ts.transpileModule(`function define() { ${source} }`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, experimentalDecorators: dialect === 'legacy' },
  });
  const names = { ...decorators, ...metadata, ...scope };
  const code = `"use strict"; ${outputText} return define();`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- compiled by the test, to be run in its realm
  const main = new Function(...Object.keys(names), code) as (...values: readonly unknown[]) => unknown;
  return main(...Object.values(names));
}

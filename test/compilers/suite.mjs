// Runs a file of tests that is written for jest, on any version of Node: suite.mjs FILE. Ends with a line of JSON.
import { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const fromRoot = createRequire(new URL('../../package.json', import.meta.url));
const tests = [];

globalThis.expect = createRequire(fromRoot.resolve('jest'))('expect').expect;
globalThis.describe = (_, define) => define();
globalThis.it = (title, run) => void tests.push({ title, run });
globalThis.it.each = (rows) => (title, run) => {
  for (const row of rows) {
    const values = Array.isArray(row) ? row : [row];
    globalThis.it(format(title, ...values), () => run(...values));
  }
};

const [file] = process.argv.slice(2);
await import(isAbsolute(file) ? pathToFileURL(file).href : new URL(file, import.meta.url).href);
const failures = [];
for (const { title, run } of tests) {
  try {
    await run();
  } catch (error) {
    failures.push(`${title}: ${error.stack}`);
  }
}
console.log(failures.join('\n'));
console.log(JSON.stringify({ passed: tests.length - failures.length, failed: failures.length }));
process.exitCode = failures.length === 0 && tests.length > 0 ? 0 : 1;

import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, relative } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { swcOptions } from '../../scripts/swc-options.js';
import { Compiled } from './registry.mjs';
import { Suite } from './suite.mjs';
import { World } from './world.mjs';

/** The tests that speak for the engine, besides the golden cases. */
const TESTS = ['engine', 'tracer/callbacks.test.ts', 'tracer/wrappers.test.ts', 'waiting', 'states', 'formats'];

/** Tests of size: they run only for mutants of the files they are about. */
const TESTS_OF_SIZE = [
  [/handlers that queue themselves without end/, ['drain.ts']],
  [/beyond its bound the memo|a machine that visits more sets of states/, ['plan.ts']],
  [/beyond the memo/, ['bare.ts', 'compiled-schema.ts', 'plan.ts']],
  [/fifty thousand mutations/, ['queue.ts']],
  [/two thousand states/, []],
];

/** How much longer than others they, and all without a mutant, may take. */
const LONG = 10;

/** What the instrumented code looks at. */
const stryker = (globalThis.__stryker__ ??= {});

/** Runs the tests of the engine without jest: compiled once per worker, evaluated anew per mutant and file. */
class EngineRunner {
  #tests = join(process.cwd(), 'test');
  #world = new World(createRequire(join(process.cwd(), 'package.json')));
  #compiled = new Compiled(process.cwd(), this.#world.require, swcOptions({ module: 'commonjs' }), [
    join(this.#tests, 'mutation/golden-cases.ts'),
  ]);
  #files = [...TESTS.flatMap((path) => testsAt(join(this.#tests, path))), join(this.#tests, 'mutation/golden.ts')];

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun({ coverageAnalysis }) {
    if (coverageAnalysis !== 'off') stryker.mutantCoverage = { static: {}, perTest: {} };
    const tests = [];
    for (const file of this.#files) tests.push(...(await this.#runFile(file, {})));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    stryker.hitLimit = hitLimit;
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    const mutated = basename(activeMutant.fileName);
    const choice = {
      mutant: activeMutant.id,
      mutated,
      bail: !disableBail,
      covering: testFilter && new Set(testFilter),
    };
    const files = testFilter && new Set(testFilter.map((id) => id.slice(0, id.indexOf(':'))));
    const tests = [];
    for (const file of this.#startingWith(mutated.replace('.ts', '.test.ts'))) {
      if (files?.has(this.#nameOf(file)) === false) continue;
      tests.push(...(await this.#runFile(file, choice)));
      if (choice.bail && tests.at(-1)?.status === TestStatus.Failed) break;
    }
    const looped = determineHitLimitReached(stryker.hitCount, stryker.hitLimit);
    stryker.hitLimit = stryker.hitCount = undefined;
    return toMutantRunResult(looped ?? { status: DryRunStatus.Complete, tests }, disableBail);
  }

  /** The test that mirrors the mutated file knows most of it. */
  #startingWith(name) {
    return this.#files.toSorted((a, b) => Number(basename(b) === name) - Number(basename(a) === name));
  }

  #nameOf(file) {
    return relative(this.#tests, file);
  }

  /** Once more, with more patience, as long as somebody else had the processor. */
  async #runFile(file, choice) {
    for (let patience = 1; ; patience *= 2) {
      this.#world.wasStarved = false;
      const results = await this.#runOnce(file, { ...choice, patience });
      if (!this.#world.wasStarved) return results;
    }
  }

  /**
   * Loading a file counts as a test. Where it covers the mutant, that is active from the beginning, and all tests of the file
   * run, as they all have to do with what was loaded.
   */
  async #runOnce(file, { mutant, mutated, covering, bail = false, patience }) {
    const name = this.#nameOf(file);
    const suite = new Suite(name, (body) => this.#world.call(body));
    const loading = `${name}: loading`;
    const early = covering?.has(loading) ?? true;
    const isWanted = (test) => {
      if (!early && !covering.has(test.id)) return false;
      const only = filesOfSize(test.name);
      return only === undefined || (mutated === undefined ? only.length > 0 : only.includes(mutated));
    };
    const results = [];
    const run = async (id, body) => {
      this.#world.patience = mutant === undefined || filesOfSize(id) ? LONG * patience : patience;
      results.push(await this.#runTest(id, file, body));
      return bail && results.at(-1).status === TestStatus.Failed;
    };
    this.#world.enter(suite.globals(this.#world.bind));
    try {
      stryker.activeMutant = early ? mutant : undefined;
      if (await run(loading, async () => this.#world.call(() => this.#compiled.fresh()(file)))) return results;
      stryker.activeMutant = mutant;
      for (const test of suite.tests.filter(isWanted)) if (await run(test.id, test.run)) return results;
      await suite.close();
      return results;
    } finally {
      stryker.activeMutant = undefined;
      this.#world.leave();
    }
  }

  async #runTest(id, fileName, body) {
    const begun = performance.now();
    const result = { id, name: id, fileName };
    stryker.currentTestId = id;
    try {
      await this.#world.settle(body);
      return { ...result, timeSpentMs: performance.now() - begun, status: TestStatus.Success };
    } catch (error) {
      const failureMessage = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { ...result, timeSpentMs: performance.now() - begun, status: TestStatus.Failed, failureMessage };
    } finally {
      stryker.currentTestId = undefined;
    }
  }
}

/** The files a test of size is about; undefined for other tests. */
const filesOfSize = (name) => TESTS_OF_SIZE.find(([pattern]) => pattern.test(name))?.[1];

/** A file of tests, or all of a folder. */
function testsAt(path) {
  if (path.endsWith('.ts')) return [path];
  const names = readdirSync(path, { recursive: true }).sort();
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => join(path, name));
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'engine', EngineRunner)];

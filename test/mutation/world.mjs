import { Script } from 'node:vm';

/** How often a test that waits is looked at, and after how many looks it is taken to wait for ever: its clocks are fake. */
const LOOK_EVERY_MS = 50;
const LOOKS = 20;

/** Milliseconds a test may run without a pause; it gets another try if it had the processor for less than half of them. */
const BUSY_LIMIT_MS = 8000;

/** The examples of a property, as a share of what the tests ask for. */
const SHARE_OF_EXAMPLES = 0.1;

const { setInterval: realInterval, setImmediate: realImmediate } = globalThis;
const ENTRY = Symbol.for('test/mutation');
const entry = new Script(`globalThis[Symbol.for('${ENTRY.description}')]()`);

/**
 * The process around the tests: `expect` and `jest`, an end to what loops, waits for ever or fails where nobody sees it,
 * and nothing left behind, be it timers or what hangs on `globalThis`.
 */
export class World {
  /** Of jest-each. */
  bind;
  /** Requires a package as the tests shall see it. */
  require;
  /** How many times the usual limit a test may run. */
  patience = 1;
  /** A test was stopped that had not got the processor for as long as it may. */
  wasStarved = false;
  #fakeTimers;
  #mocks;
  #handles = new Set();
  #kept;
  #stray;

  /** @param {NodeJS.Require} native requires the packages of the tree */
  constructor(native) {
    const { ModuleMocker } = native('jest-mock');
    const { ModernFakeTimers } = native('@jest/fake-timers');
    const config = { fakeTimers: {}, rootDir: process.cwd() };
    this.bind = native('jest-each').bind;
    this.#mocks = new ModuleMocker(globalThis);
    this.#trackTimers();
    this.#fakeTimers = new ModernFakeTimers({ global: globalThis, config });
    const fastCheck = withFewExamples(native('fast-check'));
    this.require = (specifier) => (specifier === 'fast-check' ? fastCheck : native(specifier));
    Object.assign(globalThis, { expect: native('expect').expect, jest: this.#jest() });
    for (const event of ['unhandledRejection', 'uncaughtException']) {
      process.on(event, (error) => void (this.#stray ??= { error }));
    }
  }

  /** Before a file is loaded. */
  enter(globals) {
    Object.assign(globalThis, globals);
    this.#kept = new Set([...Reflect.ownKeys(globalThis), '__stryker__']);
  }

  /** After its last test. */
  leave() {
    this.#fakeTimers.useRealTimers();
    this.#mocks.restoreAllMocks();
    for (const handle of this.#handles) {
      clearTimeout(handle);
      clearImmediate(handle);
    }
    this.#handles.clear();
    for (const key of Reflect.ownKeys(globalThis)) if (!this.#kept.has(key)) delete globalThis[key];
  }

  /** Calls the code of a test; throws when it does not come back. */
  call(body) {
    globalThis[ENTRY] = body;
    const before = process.cpuUsage();
    try {
      return entry.runInThisContext({ timeout: this.patience * BUSY_LIMIT_MS });
    } catch (error) {
      if (error?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      const { user, system } = process.cpuUsage(before);
      this.wasStarved ||= user + system < BUSY_LIMIT_MS * 500;
      throw new Error('runs for ever', { cause: error });
    }
  }

  /** Settles as a test does; rejects too when it waits for ever, or when an error reached nobody. */
  async settle(run) {
    this.#stray = undefined;
    let looks = 0;
    let timer;
    const waited = new Promise((_, reject) => {
      timer = realInterval(() => {
        if (++looks > LOOKS) reject(new Error('waits for ever'));
      }, LOOK_EVERY_MS);
    });
    try {
      await Promise.race([run(), waited]);
      await new Promise((done) => void realImmediate(done));
    } finally {
      clearInterval(timer);
    }
    if (this.#stray !== undefined) throw this.#stray.error;
  }

  #jest() {
    const mocks = this.#mocks;
    const timers = this.#fakeTimers;
    return {
      fn: mocks.fn.bind(mocks),
      spyOn: mocks.spyOn.bind(mocks),
      restoreAllMocks: () => mocks.restoreAllMocks(),
      useFakeTimers: (options) => timers.useFakeTimers(options),
      useRealTimers: () => timers.useRealTimers(),
      advanceTimersByTime: (ms) => timers.advanceTimersByTime(ms),
      getTimerCount: () => timers.getTimerCount(),
    };
  }

  #trackTimers() {
    for (const name of ['setTimeout', 'setInterval', 'setImmediate']) {
      const real = globalThis[name];
      globalThis[name] = (...args) => {
        const handle = real(...args);
        this.#handles.add(handle);
        return handle;
      };
    }
  }
}

/** fast-check with the same few examples for every mutant; one that fails is not made smaller. */
function withFewExamples({ default: library }) {
  library.configureGlobal({ endOnFailure: true, seed: 1 });
  const few = ({ numRuns = 100, ...rest } = {}) => ({ ...rest, numRuns: Math.ceil(numRuns * SHARE_OF_EXAMPLES) });
  return {
    __esModule: true,
    default: { ...library, assert: (property, options) => library.assert(property, few(options)) },
  };
}

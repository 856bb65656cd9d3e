/**
 * What of jest the engine's tests use to say what there is to test: `describe`, `test`, their `each`, and hooks.
 * Collects the tests of one file.
 */
export class Suite {
  /** @type {{ id: string, name: string, run: () => Promise<void>, scopes: object[] }[]} `name` as described */
  tests = [];
  #scope = scopeOf(undefined, '');
  #ids = new Set();
  #file;
  #call;

  /**
   * @param {string} file its name, part of the ids
   * @param {(body: () => unknown) => unknown} call calls the code of a test
   */
  constructor(file, call) {
    this.#file = file;
    this.#call = async (body) => {
      if (body.length > 0) throw new Error('a test that takes `done` is not supported');
      await call(body);
    };
  }

  /** To be there while the file is loaded. @param bind of jest-each */
  globals(bind) {
    const describe = (name, body) => {
      const outer = this.#scope;
      this.#scope = scopeOf(outer, `${outer.name}${name} `);
      body();
      this.#scope = outer;
    };
    const test = (name, body) => void this.#add(name, body, scopesOf(this.#scope));
    const hook = (kind) => (body) => void this.#scope[kind].push(body);
    const hooks = ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'].map((kind) => [kind, hook(kind)]);
    describe.each = bind(describe);
    test.each = bind(test);
    return { describe, test, it: test, ...Object.fromEntries(hooks) };
  }

  /** After the last test: `afterAll` of what ran. */
  async close() {
    const scopes = new Set(this.tests.flatMap((test) => test.scopes));
    for (const scope of scopes) if (scope.entered) for (const hook of scope.afterAll) await this.#call(hook);
  }

  #add(name, body, scopes) {
    const whole = `${scopes.at(-1).name}${name}`;
    let id = `${this.#file}: ${whole}`;
    for (let n = 2; this.#ids.has(id); n++) id = `${this.#file}: ${whole} (${n})`;
    this.#ids.add(id);
    this.tests.push({ id, name: whole, scopes, run: () => this.#run(body, scopes) });
  }

  async #run(body, scopes) {
    for (const scope of scopes) {
      if (scope.entered) continue;
      scope.entered = true;
      for (const hook of scope.beforeAll) await this.#call(hook);
    }
    try {
      for (const scope of scopes) for (const hook of scope.beforeEach) await this.#call(hook);
      await this.#call(body);
    } finally {
      for (const scope of scopes.toReversed()) for (const hook of scope.afterEach) await this.#call(hook);
    }
  }
}

const scopeOf = (outer, name) => ({
  outer,
  name,
  entered: false,
  beforeAll: [],
  beforeEach: [],
  afterEach: [],
  afterAll: [],
});

/** From the outermost inward. */
const scopesOf = (scope) => (scope === undefined ? [] : [...scopesOf(scope.outer), scope]);

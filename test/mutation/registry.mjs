import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Script } from 'node:vm';

/** What jest's `moduleNameMapper` maps. */
const PACKAGE = /^statescope(?:\/(.*))?$/;

/**
 * The TypeScript of a tree, compiled once. `fresh()` makes modules of its own: what one mutant leaves in the caches of a
 * module is not there for the next.
 */
export class Compiled {
  #root;
  #native;
  #transform;
  #kept;
  #keptModules = new Map();
  #scripts = new Map();

  /**
   * @param {string} root the tree
   * @param {NodeJS.Require} native requires its packages
   * @param {object} swcOptions to CommonJS
   * @param {readonly string[]} kept files evaluated once: data, which import nothing that is mutated
   */
  constructor(root, native, swcOptions, kept) {
    const { transformSync } = native('@swc/core');
    const options = { ...swcOptions, sourceMaps: false, swcrc: false, configFile: false };
    this.#root = root;
    this.#native = native;
    this.#transform = (text, filename) => transformSync(text, { ...options, filename }).code;
    this.#kept = new Set(kept);
  }

  /** A function that requires a file of the tree; it and what it imports are evaluated anew. */
  fresh() {
    const fresh = new Map();
    const load = (file) => {
      const modules = this.#kept.has(file) ? this.#keptModules : fresh;
      const known = modules.get(file);
      if (known !== undefined) return known.exports;
      const module = { exports: {} };
      modules.set(file, module);
      const require = (specifier) => {
        const path = this.#pathOf(specifier, file);
        return path === undefined ? this.#native(specifier) : load(path);
      };
      // The script is run again, not its function called again: closures share nothing with the last evaluation.
      this.#scriptOf(file).runInThisContext()(module.exports, require, module, file, dirname(file));
      return module.exports;
    };
    return load;
  }

  /** Of a module of the tree; undefined for packages and Node's modules. */
  #pathOf(specifier, from) {
    if (specifier.startsWith('.')) return resolve(dirname(from), specifier).replace(/\.js$/, '.ts');
    const [own, part = ''] = PACKAGE.exec(specifier) ?? [];
    if (own === undefined) return undefined;
    const path = join(this.#root, part === 'decorators' ? '' : 'src', part, 'index.ts');
    return existsSync(path) ? path : undefined;
  }

  #scriptOf(file) {
    const known = this.#scripts.get(file);
    if (known !== undefined) return known;
    const code = this.#transform(readFileSync(file, 'utf8'), file);
    const script = new Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
      filename: file,
    });
    this.#scripts.set(file, script);
    return script;
  }
}

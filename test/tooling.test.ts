import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

interface Context {
  readonly metadata: Record<PropertyKey, unknown>;
}

(Symbol as { metadata?: symbol }).metadata ??= Symbol.for('Symbol.metadata');

const note = (key: string) => (_: unknown, context: Context) => {
  context.metadata[key] = true;
};

@note('class')
class Marked {
  @note('method') method() {
    return this.#secret();
  }
  @note('private') #secret() {
    return 5;
  }
}

@note('derived')
class Derived extends Marked {}

const metadataOf = (target: object) => (target as Record<symbol, unknown>)[Symbol.metadata] as object;

describe('the compiler of the tests', () => {
  it('hands one metadata object of the class to every standard decorator', () => {
    expect(isDeepStrictEqual({ ...metadataOf(Marked) }, { method: true, private: true, class: true })).toBe(true);
  });

  it('chains the metadata of a derived class to that of its base', () => {
    expect(Object.getPrototypeOf(metadataOf(Derived))).toBe(metadataOf(Marked));
    expect({ ...metadataOf(Derived) }).toEqual({ derived: true });
  });

  it('keeps decorated private methods callable', () => {
    expect(new Marked().method()).toBe(5);
  });
});

describe('the package', () => {
  it('has the declarations of every entry for those who do not read its exports', () => {
    interface Manifest {
      readonly types: string;
      readonly main: string;
      readonly exports: Readonly<Record<string, { require?: { types: string; default: string } }>>;
      readonly typesVersions: { '*': Readonly<Record<string, readonly string[]>> };
    }
    const text = readFileSync(join(__dirname, '..', 'package.json'), 'utf8');
    const { exports, typesVersions, types, main } = JSON.parse(text) as Manifest;
    const { '.': root, ...entries } = exports;
    expect({ types, default: main }).toEqual(root?.require);
    const expected = Object.entries(entries).filter(([, { require }]) => require !== undefined);
    expect(typesVersions['*']).toEqual(
      Object.fromEntries(expected.map(([entry, { require }]) => [entry.slice('./'.length), [require?.types]])),
    );
  });
});

describe('the suite that other compilers compile', () => {
  it('knows the package by its public names only', () => {
    const read = (file: string) => readFileSync(join(__dirname, 'decorators', file), 'utf8');
    const suites = [...read('standard/marks.test.ts').matchAll(/'\.\.\/(.*)\.js'/g)].map(([, file]) => `${file}.ts`);
    expect(suites.length).toBeGreaterThan(3);
    expect(suites.filter((file) => /from '\.\.\//.test(read(file)))).toEqual([]);
  });
});

describe.each([
  'package-lock.json',
  'test/backends/http-client/package-lock.json',
  'test/bench/peers/package-lock.json',
  'test/compat/vitest/package-lock.json',
  'test/compilers/package-lock.json',
  'test/mutation/package-lock.json',
])('%s', (file) => {
  interface Entry {
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  }
  const { packages } = JSON.parse(readFileSync(join(__dirname, '..', file), 'utf8')) as {
    readonly packages: Readonly<Record<string, Entry>>;
  };

  it('has the packages for other platforms, without which `npm ci` refuses it', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.entries(optionalDependencies)
        .filter(([, version]) => /^\d/.test(version))
        .map(([name]) => `node_modules/${name}`)
        .filter((own) => packages[own] === undefined && packages[`${path}/${own}`] === undefined),
    );
    expect(missing).toEqual([]);
  });
});

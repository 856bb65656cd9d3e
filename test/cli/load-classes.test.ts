import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Machine, defineSchema } from 'statescope';
import { classesIn } from '../../src/cli/load-classes.js';

jest.setTimeout(60_000);

const ROOT = join(__dirname, '../..');
const schema = defineSchema({ Start: {} });
class Feed extends Machine.of(schema) {}
class Item extends Machine.of(schema) {}
class Plain {
  add(): void {}
}

test('machine classes are found among exports, and in lists and objects that are exported', () => {
  const exports = {
    Feed,
    default: { Item },
    all: [Feed, Item],
    Plain,
    text: 'x',
    nothing: null,
    add: () => 1,
    [Symbol.toStringTag]: 'Module',
  };
  const trap = {
    get Late(): never {
      throw new Error('must not run');
    },
  };
  expect(classesIn({ ...exports, trap })).toEqual([Feed, Item]);
});

describe('files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'statescope-from-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };

  /** In a process of its own, which loads files as Node does. */
  const load = (...files: string[]): { names?: string[]; error?: { code: string; message: string } } => {
    const loader = pathToFileURL(join(ROOT, 'src/cli/load-classes.ts')).href;
    const script = `
      const { loadClasses } = await import(${JSON.stringify(loader)});
      const result = await loadClasses(${JSON.stringify(files)}, ${JSON.stringify(folder)})
        .then((classes) => ({ names: classes.map(({ name }) => name) }))
        .catch(({ code, message }) => ({ error: { code, message } }));
      console.log(JSON.stringify(result));`;
    const args = ['--import', join(ROOT, 'scripts/register.js'), '--input-type=module', '--eval', script];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    expect(stderr).toBe('');
    return JSON.parse(stdout) as ReturnType<typeof load>;
  };

  const SOURCE = `
    import { Machine, defineSchema } from 'statescope';
    import { Traced } from 'statescope/decorators';
    const schema = defineSchema({ Start: {} });
    class Hidden extends Machine.of(schema) {}
    Traced()(Hidden);
    export class Shown extends Machine.of(schema) {}`;

  test('exported classes and marked ones that are not exported come along, each once', () => {
    write('a.mjs', SOURCE);
    write('b.mjs', `export { Shown } from './a.mjs';`);
    expect(load('a.mjs', 'b.mjs')).toEqual({ names: ['Shown', 'Hidden'] });
  });

  test('marked classes that nobody holds are found, though memory is short', () => {
    const collect = `const { setFlagsFromString } = await import('node:v8'); setFlagsFromString('--expose-gc');
      (await import('node:vm')).runInNewContext('gc')();`;
    write('a.mjs', SOURCE);
    write('z.mjs', `for (let i = 0; i < 5; i++) { await new Promise(setImmediate); ${collect} } export {};`);
    expect(load('a.mjs', 'z.mjs')).toEqual({ names: ['Shown', 'Hidden'] });
  });

  test('CommonJS works too', () => {
    write('a.cjs', `exports.Like = class Like { add() {} remove() {} is() {} bindTracer() {} };`);
    expect(load('a.cjs')).toEqual({ names: ['Like'] });
  });

  test('TypeScript goes through the tsx of the project', () => {
    const exports = {
      './package.json': './package.json',
      './cjs/api': './api.js',
      './esm/api': { require: './absent.cjs', import: { types: './absent.d.ts', default: './api.js' } },
    };
    write('node_modules/tsx/package.json', JSON.stringify({ type: 'module', exports }));
    // Stands for tsx, which would replace parts of the project when it was installed in it.
    write(
      'node_modules/tsx/api.js',
      `export const register = () => { process.env.TSX += '+'; return async () => {}; };`,
    );
    write('package.json', '{ "type": "module" }');
    write('a.ts', `${SOURCE} if (process.env.TSX !== 'undefined++') throw new Error('too early');`);
    expect(load('a.ts')).toEqual({ names: ['Shown', 'Hidden'] });
  });

  test('TypeScript without tsx is an error that names it', () => {
    write('a.ts', SOURCE);
    expect(load('a.ts').error).toEqual({
      code: 'DEPENDENCY',
      message:
        '--from a.ts is TypeScript and needs the package "tsx": npm install --save-dev tsx, or give the compiled JavaScript',
    });
  });

  test('a file that is missing or throws is an error that names it', () => {
    write('a.mjs', `throw new Error('no database');`);
    expect(load('a.mjs').error).toEqual({
      code: 'CONFIG',
      message: `--from a.mjs can't be loaded: no database (a.mjs:1)`,
    });
    expect(load('.').error).toEqual({ code: 'CONFIG', message: '--from . is no file' });
    write('syntax.cjs', '\n\nclass {');
    expect(load('syntax.cjs').error?.message).toMatch(/^--from syntax.cjs can't be loaded: .* \(syntax.cjs:3\)$/);
    write('strange.mjs', `throw { reason: 5 };`);
    expect(load('strange.mjs').error?.message).toBe(`--from strange.mjs can't be loaded: { reason: 5 }`);
    write('import.mjs', `import 'nowhere';`);
    expect(load('import.mjs').error?.message).toMatch(/Cannot find package 'nowhere' imported from \S+import.mjs$/);
    expect(load('absent.mjs').error).toEqual({ code: 'CONFIG', message: '--from absent.mjs does not exist' });
  });
});

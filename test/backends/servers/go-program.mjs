import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable, cached, keyOf } from '../cache.mjs';
import { run } from '../process.mjs';

/**
 * Path of a server that is built from a Go module, which is a folder with `go.mod` and `go.sum`; built when the cache has none
 * for this module and this Go.
 * @param {{ name: string, title: string, module: string, target?: string, tags?: string }} program `target` is the package to
 *   build, `tags` are those of the build
 */
export async function goProgram({ name, title, module, target = '.', tags = '' }, say) {
  const version = await run('go', ['version'], { cwd: module }).catch((error) => {
    throw new Unavailable(
      `the Go tools are missing (install Go 1.26 or newer from https://go.dev/dl): ${error.message}`,
    );
  });
  const files = (await readdir(module)).sort();
  const sources = await Promise.all(files.map((file) => readFile(join(module, file), 'utf8')));
  const folder = await cached(name, keyOf(...sources, ...(tags === '' ? [] : [tags]), version), async (fresh) => {
    say(`building ${title}, once; this takes minutes`);
    const args = ['build', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', join(fresh, name)];
    await run('go', [...args, ...(tags === '' ? [] : ['-tags', tags]), target], { cwd: module, nice: true }).catch(
      (error) => {
        throw new Unavailable(
          `${title} could not be built (needs Go 1.26 or newer and the Go module proxy): ${error.message}`,
        );
      },
    );
  });
  return join(folder, name);
}

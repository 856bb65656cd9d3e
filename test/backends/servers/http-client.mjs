import { existsSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { Unavailable } from '../cache.mjs';
import { run } from '../process.mjs';

const folder = fileURLToPath(new URL('../http-client/', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The program with instrumented HTTP clients, and the packages it needs, in a folder of their own. */
export const httpClient = {
  name: 'httpClient',

  /** The folder, with its packages and this one installed. */
  async obtain(say) {
    say('installing the instrumentation of HTTP clients');
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder }).catch((error) => {
      throw new Unavailable(`the instrumentation of HTTP clients could not be installed (npm ci): ${error.message}`);
    });
    const link = join(folder, 'node_modules', 'statescope');
    if (!existsSync(link)) symlinkSync(root, link, 'dir');
    return folder;
  },
};

import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { chromium as launcher } from 'playwright-core';
import { Unavailable } from '../cache.mjs';
import { run } from '../process.mjs';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/** Debian's Chromium, installed where it is missing and the user may. */
export const chromium = {
  name: 'chromium',

  /** Path of the program. */
  async obtain(say) {
    const there = await onPath();
    if (there !== undefined) return there;
    try {
      say("installing Debian's chromium");
      const install = () => run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env });
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      await install().catch(() => run('apt-get', ['update', '-q']).then(install));
    } catch (error) {
      throw new Unavailable(
        `Chromium is missing and could not be installed (apt-get install chromium as root): ${error.message}`,
      );
    }
    const installed = await onPath();
    if (installed === undefined) throw new Unavailable('the package chromium brought no program chromium');
    return installed;
  },

  /** A browser without a window; whoever starts it closes it. */
  start: (binary) => launcher.launch({ executablePath: binary, args: FLAGS }),
};

async function onPath() {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const program = join(folder, 'chromium');
    const usable = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return program;
  }
  return undefined;
}

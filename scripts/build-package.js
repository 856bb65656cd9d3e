import { bundle } from './bundle.js';
import { tsc } from './tsc.js';

/** The project of the package itself: declarations of the sources, one by one. */
const PACKAGE = 'tsconfig.esm.json';

/**
 * Makes the package in `dist/`: tsc, which compiles only what changed, checks the sources and declares them; the bundle is made
 * of both. Then whatever else is asked for, which sees the package as its users do.
 *
 * @param {string} project a project of TypeScript: the package's, or one that needs it
 * @returns {Promise<number>} the exit code; what was wrong is printed
 */
export const build = async (project) => {
  const status = tsc('-b', PACKAGE);
  try {
    await bundle();
  } catch (error) {
    console.error(error.message);
    return 1;
  }
  return project === PACKAGE || status !== 0 ? status : tsc('-b', project);
};

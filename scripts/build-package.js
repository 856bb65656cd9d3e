import { bundle } from './bundle.js';
import { tsc } from './tsc.js';

/**
 * Makes the package in `dist/`: declarations by tsc, which compiles only what changed, and JavaScript by rollup.
 *
 * @param {string} project a project of TypeScript: the package's, or one that needs it
 * @returns {Promise<number>} the exit code; what was wrong is printed
 */
export const build = async (project) => {
  const status = tsc('-b', project);
  try {
    await bundle();
  } catch (error) {
    console.error(error.message);
    return 1;
  }
  return status;
};

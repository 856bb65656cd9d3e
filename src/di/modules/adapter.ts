import { MachineError } from '../../errors.js';

/**
 * Loads what a backend needs, only when it is used.
 * @throws MachineError `DEPENDENCY` naming the packages to install, when one is missing
 */
export async function loadAdapter<T>(name: string, packages: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw cause;
    const message = `${name} needs a package that is not installed: npm install ${packages}`;
    throw new MachineError('DEPENDENCY', message, { cause });
  }
}

import { MachineError } from '../../errors.js';
import { namesOf } from '../../loaded-module.js';

/**
 * Loads an optional package.
 * @throws MachineError DEPENDENCY with the name to install, when it is missing
 */
export async function loadPackage<T extends object>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return namesOf(await load());
  } catch (error) {
    if (!isMissing(error)) throw error;
    const missing = NAMED.exec(error.message)?.[1] ?? name;
    throw new MachineError(
      'DEPENDENCY',
      `the package "${missing}" is not installed, but the telemetry configuration needs it; run: npm install ${missing}`,
      { cause: error },
    );
  }
}

/** The package in the message of Node, which may be one that the package itself needs. */
const NAMED = /^Cannot find (?:package|module) '((?:@[^/']+\/)?[^./'][^/']*)/;

function isMissing(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

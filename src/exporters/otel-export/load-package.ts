import { MachineError } from '../../errors.js';

/**
 * Loads an optional package.
 * @throws MachineError DEPENDENCY with the name to install, when it is missing
 */
export async function loadPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new MachineError(
      'DEPENDENCY',
      `the package "${name}" is not installed, but the telemetry configuration needs it; run: npm install ${name}`,
      { cause: error },
    );
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

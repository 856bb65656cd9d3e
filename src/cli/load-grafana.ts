import { MachineError } from '../errors.js';

const PACKAGE = '@grafana/grafana-foundation-sdk';

/**
 * Loads what makes dashboards, only when a command makes one.
 * @throws MachineError `DEPENDENCY` when the package it needs is not installed
 */
export async function loadGrafana(): Promise<typeof import('../grafana/index.js')> {
  try {
    return await import('../grafana/index.js');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw cause;
    const message = `dashboards need a package that is not installed: npm install --save-dev ${PACKAGE}@0.0.21`;
    throw new MachineError('DEPENDENCY', message, { cause });
  }
}

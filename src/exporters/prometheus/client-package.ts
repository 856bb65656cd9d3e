import { MachineError } from '../../errors.js';
import { namesOf } from '../../loaded-module.js';

type Client = typeof import('prom-client');

/** What prom-client is called by those who maintain it now; a name that is not followed when the package is built. */
const SUCCESSOR: string = '@prometheus-io/client';

/**
 * Loads prom-client, or its successor where that alone is installed.
 * @throws MachineError `DEPENDENCY` when neither is
 */
export async function loadClient(): Promise<Client> {
  const loaded = await import('prom-client').catch((cause: unknown) =>
    (import(SUCCESSOR) as Promise<Client>).catch(() => {
      throw new MachineError('DEPENDENCY', 'metrics need the package prom-client: npm install prom-client', { cause });
    }),
  );
  return namesOf(loaded);
}

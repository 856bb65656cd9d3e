import { setTimeout as delay } from 'node:timers/promises';
import { MachineError } from '../errors.js';
import type { DashboardParams } from '../grafana/index.js';
import { adminClient } from './admin-client.js';
import type { Delivery } from './grafana-delivery.js';

const MS = 1000;

/**
 * Makes a dashboard anew whenever a running program has machines it has no rows for; until the process ends, or
 * `signal` aborts. Machines that are gone keep their rows, as their past is still there.
 * @param send brings a dashboard to where it goes
 * @throws MachineError `ENDPOINT` when the program does not answer the first time, `CONFIG` without a place to write to
 */
export async function watchMachines(
  params: DashboardParams,
  send: (params: DashboardParams) => Promise<void>,
  { options, config, context }: Delivery,
  signal?: AbortSignal,
): Promise<void> {
  const { watch, interval, out, grafanaUrl, check } = options;
  if ((out === undefined && grafanaUrl === undefined) || check === true)
    throw new MachineError(
      'CONFIG',
      '--watch needs somewhere to write to: --out FILE or --grafana-url URL, and no --check',
    );
  const client = adminClient(typeof watch === 'string' ? watch : undefined, config);
  const ids = new Set(params.ids);
  let sent = -1;
  for (let isFirst = true; signal?.aborted !== true; isFirst = false) {
    try {
      for (const { id } of await client.machines({ states: [] })) ids.add(id);
      if (ids.size !== sent) await send({ ...params, ids: [...ids] });
      sent = ids.size;
    } catch (error) {
      // A program may be started anew, and Grafana too.
      if (isFirst) throw error;
      context.err(`${error instanceof Error ? error.message : String(error)}\n`);
    }
    await delay(interval * MS, undefined, { signal }).catch(() => undefined);
  }
}

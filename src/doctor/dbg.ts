import { addressText, openStream, rpcAddress } from '../exporters/dbg/index.js';
import { failure, fine } from './finding.js';
import type { Symptom } from './finding.js';
import { REACH_LIMIT_MS } from './patient.js';
import type { Patient } from './patient.js';

/** Whether debuggers listen where machines are to be shown. They say nothing by themselves: a connection is all there is to see. */
export async function checkDbg({ config: { dbg } }: Patient): Promise<readonly Symptom[]> {
  const addresses = dbg.enabled ? (dbg.address ?? '').split(',').filter((address) => address.trim() !== '') : [];
  if (addresses.length === 0) return [fine('no debugger is told of machines')];
  return Promise.all(addresses.map(check));
}

async function check(given: string): Promise<Symptom> {
  try {
    const address = rpcAddress(given);
    const stream = await openStream(address, REACH_LIMIT_MS);
    stream.on('error', () => undefined);
    stream.destroy();
    return fine(`debugger at ${addressText(address)}: somebody listens`);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return failure(text, 'start the debugger (am-dbg, or statescope dbg record), or correct AM_DBG_ADDR');
  }
}

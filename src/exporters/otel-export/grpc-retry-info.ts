import { bytesIn, fieldsOf } from './proto-reader.js';

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

/** The delay of a `google.rpc.RetryInfo` within a `google.rpc.Status`, in milliseconds; undefined without one. */
export function retryInfoMs(status: Uint8Array): number | undefined {
  for (const any of bytesIn(status, 3)) {
    const [type] = bytesIn(any, 1);
    if (type === undefined || Buffer.from(type).toString() !== RETRY_INFO) continue;
    const delay = bytesIn(any, 2).flatMap((info) => bytesIn(info, 1))[0] ?? new Uint8Array();
    const parts = new Map(fieldsOf(delay));
    return Math.min(numberIn(parts.get(1)) * 1000 + numberIn(parts.get(2)) / 1e6, Number.MAX_SAFE_INTEGER);
  }
  return undefined;
}

function numberIn(value: number | Uint8Array | undefined): number {
  return typeof value === 'number' ? value : 0;
}

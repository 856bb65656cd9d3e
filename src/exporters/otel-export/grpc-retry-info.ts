/** The varints and byte fields of a message of Protocol Buffers, by number; groups and fixed sizes end the reading. */
function fieldsOf(bytes: Uint8Array): readonly (readonly [number: number, value: number | Uint8Array])[] {
  const fields: (readonly [number, number | Uint8Array])[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const key = varint();
    const type = key % 8;
    const number = Math.floor(key / 8);
    if (type === 0) fields.push([number, varint()]);
    else if (type === 2) {
      const length = varint();
      fields.push([number, bytes.subarray(at, at + length)]);
      at += length;
    } else break;
  }
  return fields;
}

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

/** The delay of a `google.rpc.RetryInfo` within a `google.rpc.Status`, in milliseconds; undefined without one. */
export function retryInfoMs(status: Uint8Array): number | undefined {
  for (const any of messages(status, 3)) {
    const [type] = messages(any, 1);
    if (type === undefined || Buffer.from(type).toString() !== RETRY_INFO) continue;
    const delay = messages(any, 2).flatMap((info) => messages(info, 1))[0] ?? new Uint8Array();
    const parts = new Map(fieldsOf(delay));
    return Math.min(numberIn(parts.get(1)) * 1000 + numberIn(parts.get(2)) / 1e6, Number.MAX_SAFE_INTEGER);
  }
  return undefined;
}

function messages(bytes: Uint8Array, number: number): readonly Uint8Array[] {
  return fieldsOf(bytes).flatMap(([field, value]) => (field === number && typeof value !== 'number' ? [value] : []));
}

function numberIn(value: number | Uint8Array | undefined): number {
  return typeof value === 'number' ? value : 0;
}

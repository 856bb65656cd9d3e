/** The varints and byte fields of a message of Protocol Buffers, by number; groups and fixed sizes end the reading. */
export function fieldsOf(bytes: Uint8Array): readonly (readonly [number: number, value: number | Uint8Array])[] {
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

/** The messages, texts and bytes that stand in one field. */
export function bytesIn(message: Uint8Array, number: number): readonly Uint8Array[] {
  return fieldsOf(message).flatMap(([field, value]) => (field === number && typeof value !== 'number' ? [value] : []));
}

/** Left rotations of the four rounds (RFC 1321). */
const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
type Sums = readonly [number, number, number, number];
const START: Sums = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
const BLOCK = 64;

const sine = (step: number): number => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32);
const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/**
 * MD5 of a text in UTF-8, as hexadecimal digits: what the reference hashes state lists with. Not for secrets. Written here
 * because browsers have none and this entry reaches no module of Node.
 */
export function md5(text: string): string {
  const blocks = padded(new TextEncoder().encode(text));
  let sums: Sums = START;
  for (let at = 0; at < blocks.byteLength; at += BLOCK) {
    const words = Array.from({ length: 16 }, (_, i) => blocks.getUint32(at + i * 4, true));
    const mixed = mix(words, sums);
    sums = [(sums[0] + mixed[0]) | 0, (sums[1] + mixed[1]) | 0, (sums[2] + mixed[2]) | 0, (sums[3] + mixed[3]) | 0];
  }
  const digest = new DataView(new ArrayBuffer(16));
  sums.forEach((sum, i) => {
    digest.setInt32(i * 4, sum, true);
  });
  return Array.from({ length: 16 }, (_, i) => digest.getUint8(i).toString(16).padStart(2, '0')).join('');
}

/** The bytes, a 1 bit, zeros and the length in bits: a multiple of a block. */
function padded(bytes: Uint8Array): DataView {
  const size = Math.ceil((bytes.length + 9) / BLOCK) * BLOCK;
  const all = new Uint8Array(size);
  all.set(bytes);
  all[bytes.length] = 0x80;
  const view = new DataView(all.buffer);
  view.setUint32(size - 8, bytes.length * 8, true);
  return view;
}

function mix(words: readonly number[], sums: Sums): Sums {
  let [a, b, c, d] = sums;
  for (let step = 0; step < BLOCK; step++) {
    const round = step >> 4;
    const [bits, word] = choose(round, step, [b, c, d]);
    const sum = (a + bits + sine(step) + (words[word] as number)) | 0;
    [a, d, c, b] = [d, c, b, (b + rotate(sum, SHIFTS[round * 4 + (step % 4)] as number)) | 0];
  }
  return [a, b, c, d];
}

/** The round's function of the three sums, and which word it takes. */
function choose(round: number, step: number, [b, c, d]: readonly [number, number, number]): readonly [number, number] {
  switch (round) {
    case 0:
      return [(b & c) | (~b & d), step];
    case 1:
      return [(d & b) | (~d & c), (5 * step + 1) % 16];
    case 2:
      return [b ^ c ^ d, (3 * step + 5) % 16];
    default:
      return [c ^ (b | ~d), (7 * step) % 16];
  }
}

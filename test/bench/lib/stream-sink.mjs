// The other end of a stream: counts and confirms, so that nothing but the sender is measured. Prints its port.
import { createServer } from 'node:net';

const ORDERED = 'statescope/1 ordered';
const METHOD = 'RPCServer.DbgMsgTx';

/** Answers with the number of bytes when a chunk ends in two 0xff. */
const countBytes = (socket) => {
  let bytes = 0;
  socket.on('data', (chunk) => {
    bytes += chunk.length;
    if (chunk[chunk.length - 1] !== 0xff || chunk[chunk.length - 2] !== 0xff) return;
    const answer = Buffer.alloc(8);
    answer.writeDoubleLE(bytes);
    socket.write(answer);
  });
};

const uint = (value) => {
  if (value < 0x80) return [value];
  const bytes = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [256 - bytes.length, ...bytes];
};
const text = (value) => [value.length, ...Buffer.from(value)];
const framed = (bytes) => [...uint(bytes.length), ...bytes];

const definition = framed([
  ...[0xff, 0x81, 3, 1, 1, ...text('Response'), 1, 0xff, 0x82, 0, 1, 3],
  ...[1, ...text('ServiceMethod'), 1, 0x0c, 0, 1, ...text('Seq'), 1, 6, 0, 1, ...text('Error'), 1, 0x0c, 0, 0, 0],
]);
const answerTo = (seq, reply) => [
  ...framed([0xff, 0x82, 1, ...text(METHOD), ...(seq === 0 ? [] : [1, ...uint(seq)]), 0]),
  ...framed([0x0c, 0, ...text(reply)]),
];

/** Answers by the bytes that their number takes behind the first one: they differ in it only. */
const models = [1, 0x80, 0x100, 0x1_0000, 0x100_0000].map((seq) => Buffer.from(answerTo(seq, '')));
const numberAt = models[0].indexOf(METHOD) + METHOD.length + 1;

/** Writes the answer to a call; returns where it ends. */
const putAnswer = (to, from, seq) => {
  let size = 0;
  if (seq >= 0x80) for (let rest = seq; rest > 0; rest >>>= 8) size++;
  to.set(models[size], from);
  const at = from + numberAt;
  to[at + size] = seq;
  for (let i = 1, rest = seq >>> 8; i < size; i++, rest >>>= 8) to[at + size - i] = rest;
  return from + models[size].length;
};

/** Counts calls of net/rpc by their frames, and answers each; definitions begin with a negative number. */
const answerCalls = (socket) => {
  let rest = Buffer.alloc(0);
  let values = 0;
  let seq = 0;
  socket.on('data', (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    // A call takes more bytes than its answer.
    const answers = Buffer.allocUnsafe(bytes.length + 256);
    let end = 0;
    let at = 0;
    for (;;) {
      const first = bytes[at];
      const prefix = first < 0x80 ? 1 : 257 - first;
      if (first === undefined || at + prefix > bytes.length) break;
      const length = first < 0x80 ? first : bytes.readUIntBE(at + 1, prefix - 1);
      if (at + prefix + length > bytes.length) break;
      const id = bytes[at + prefix];
      const isDefinition = (id < 0x80 ? id : bytes[at + prefix + 256 - id]) % 2 === 1;
      at += prefix + length;
      if (isDefinition || ++values % 2 === 1) continue;
      if (seq === 0) {
        answers.set(definition, 0);
        answers.set(answerTo(0, ORDERED), definition.length);
        end = definition.length + answerTo(0, ORDERED).length;
      } else end = putAnswer(answers, end, seq);
      seq++;
    }
    rest = Buffer.from(bytes.subarray(at));
    if (end > 0) socket.write(answers.subarray(0, end));
  });
};

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  (process.argv[2] === 'calls' ? answerCalls : countBytes)(socket);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port)));

// The other end of exports over OTLP/HTTP, so that nothing but the sender is measured. Prints its port. POST is answered, unless the
// argument is `stall`; GET tells how many spans came.
import { createServer } from 'node:http';

const RESOURCE_SPANS = 1;
const SCOPE_SPANS = 2;
const SPANS = 2;
const BYTES = 2;

const varintAt = (bytes, at) => {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    value += (bytes[at] & 127) * factor;
    if (bytes[at++] < 128) return [value, at];
  }
};

/** Calls back for each field of a message with this number; all fields of the messages that lead to spans have a length. */
const eachField = (bytes, from, end, wanted, found) => {
  for (let at = from; at < end;) {
    const [key, afterKey] = varintAt(bytes, at);
    const [length, begin] = varintAt(bytes, afterKey);
    if (key % 8 !== BYTES) throw new Error(`field ${key >> 3} has no length`);
    at = begin + length;
    if (key >> 3 === wanted) found(begin, at);
  }
};

const countSpans = (body) => {
  let count = 0;
  eachField(body, 0, body.length, RESOURCE_SPANS, (from, end) =>
    eachField(body, from, end, SCOPE_SPANS, (begin, last) => eachField(body, begin, last, SPANS, () => count++)),
  );
  return count;
};

const isStalled = process.argv[2] === 'stall';
let spans = 0;

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method === 'GET') response.end(String(spans));
    else if (!isStalled) {
      spans += countSpans(Buffer.concat(chunks));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    }
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port)));

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Answer } from './answer.js';

/** What Node's parser calls a request that it gives up, and how that is answered. */
const STATUSES: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'the headers are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'the chunk extensions are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request took too long to arrive'],
};

/**
 * Answers what is no HTTP, on the bare connection, and ends it.
 * @param errorAnswer how the endpoint words its errors
 */
export function answerMalformed(
  error: NodeJS.ErrnoException & { readonly reason?: string },
  socket: Duplex & { readonly bytesWritten?: number },
  errorAnswer: (status: number, message: string) => Answer,
): void {
  // An answer may be on its way: what follows would be taken for a part of it.
  const isAnswered = socket.bytesWritten !== 0;
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswered) {
    socket.destroy();
    return;
  }
  const { code = '', reason = 'malformed' } = error;
  const [status, message] = STATUSES[code] ?? [400, `the request is no HTTP: ${reason}`];
  const { body, contentType = 'text/plain; charset=utf-8' } = errorAnswer(status, message);
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    `Content-Type: ${contentType}`,
    `Content-Length: ${String(Buffer.byteLength(body))}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

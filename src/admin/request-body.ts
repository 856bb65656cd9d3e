import type { IncomingMessage } from 'node:http';
import { RequestError } from './request-error.js';

/** Toggles of a thousand classes fit in. */
const MAX_BYTES = 64 * 1024;

/**
 * Reads the JSON of a request.
 * @throws RequestError 413 when it is too large, 400 when it breaks off or is no JSON
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new RequestError(400, `the body is no JSON: ${problem.slice(0, 200)}`);
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const tooLarge = new RequestError(413, `the body is larger than ${String(MAX_BYTES)} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > MAX_BYTES) throw tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    throw new RequestError(400, 'the body broke off');
  }
  if (bytes > MAX_BYTES) throw tooLarge;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new RequestError(400, 'the body is not UTF-8');
  }
}

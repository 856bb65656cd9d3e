import { admin } from './admin.js';
import { ask, askRaw } from './http-client.js';
import { Feed, Item } from './machines.js';
import { ADMIN_TOKEN, mutatedRequests } from './mutated-requests.js';

/** What the endpoint and Node's parser may answer; a 500 is a defect. */
const STATUSES = new Set([200, 400, 401, 403, 404, 405, 413, 414, 417, 431]);

/** What went wrong, and how often each status was answered. */
export interface FuzzResult {
  readonly mistakes: readonly string[];
  readonly statuses: ReadonlyMap<number, number>;
}

/** Sends mutated requests to an endpoint; afterwards it must answer as before. */
export async function fuzzAdmin(count: number, seed?: number): Promise<FuzzResult> {
  const mistakes: string[] = [];
  const statuses = new Map<number, number>();
  const server = await admin({ token: ADMIN_TOKEN, onError: (error) => mistakes.push(`reported: ${String(error)}`) });
  const kept = [new Feed({ id: 'feed 1' }), new Item({ id: 'item' })];
  for (const machine of kept) machine.add('Start');
  for (const bytes of mutatedRequests(count, seed)) {
    const answer = await askRaw(server, bytes);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const mistake = mistakeIn(status, answer);
    if (mistake !== undefined) mistakes.push(`${mistake}: ${JSON.stringify(bytes.toString('latin1'))}`);
  }
  const headers = { Authorization: `Bearer ${ADMIN_TOKEN}` };
  const { status, body } = await ask(server, { path: '/machines', headers });
  if (status !== 200 || !body.includes('feed 1')) mistakes.push(`afterwards: ${String(status)} ${body}`);
  return { mistakes, statuses };
}

function mistakeIn(status: number, answer: string): string | undefined {
  // A request that never ends is not answered, the connection is closed.
  if (answer === '') return undefined;
  if (!STATUSES.has(status)) return `status ${String(status)}`;
  if (status < 400) return undefined;
  // Of several answers on one connection, the first.
  const start = answer.indexOf('\r\n\r\n') + 4;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(answer)?.[1] ?? 0);
  const body = answer.slice(start, start + length);
  // To HEAD the headers are answered alone.
  if (body === '' && length > 0) return undefined;
  const message = messageIn(body);
  return message === undefined || message === '' ? `no message with ${String(status)}` : undefined;
}

function messageIn(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { error?: { message?: string } }).error?.message;
  } catch {
    return undefined;
  }
}

const TOKEN = 'open-sesame';

const HEADERS = `Host: localhost:9465\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n`;
const BODY = '{"classes":{"Feed":{"traced":false},"It*":false,"Part":null},"ttlMs":60000}';

const REQUESTS = [
  ...[
    '/health',
    '/machines?class=Fe*&state=Start,Busy&limit=10&cursor=1',
    '/machines/feed%201',
    '/instrumentation',
    '/doctor',
  ].map((path) => `GET ${path} HTTP/1.1\r\n${HEADERS}\r\n`),
  `PUT /instrumentation HTTP/1.1\r\n${HEADERS}Content-Length: ${String(BODY.length)}\r\n\r\n${BODY}`,
  `PUT /instrumentation HTTP/1.1\r\n${HEADERS}Transfer-Encoding: chunked\r\n\r\n${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`,
] as const;

const SPLINTERS = [
  '%',
  '%00',
  '..',
  '/',
  '?',
  '&',
  '{',
  '}',
  '[',
  '"',
  'null',
  '-1',
  '1e999',
  '\r\n',
  '\0',
  '*'.repeat(300),
  'é',
  '__proto__',
];

/** The token that unchanged requests carry. */
export const ADMIN_TOKEN = TOKEN;

/** Requests to the admin endpoint with up to six changes each; the same ones for the same seed. */
export function* mutatedRequests(count: number, seed = 1): Generator<Buffer> {
  let state = seed;
  // The minimal standard generator of Park and Miller.
  const below = (limit: number): number => (state = (state * 48_271) % 2_147_483_647) % limit;
  for (let i = 0; i < count; i++) {
    let text: string = REQUESTS[below(REQUESTS.length)] ?? REQUESTS[0];
    for (let changes = below(7); changes > 0; changes--) text = mutate(text, below);
    yield Buffer.from(text, 'latin1');
  }
}

function mutate(text: string, below: (limit: number) => number): string {
  const at = below(text.length + 1);
  const length = 1 + below(8);
  const [before, part, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
  switch (below(6)) {
    case 0:
      return before + after;
    case 1:
      return before + part + part + after;
    case 2:
      return before + String.fromCharCode(below(256)) + text.slice(at + 1);
    case 3:
      return before + (SPLINTERS[below(SPLINTERS.length)] ?? '') + part + after;
    case 4:
      return before;
    default:
      return before + Array.from(part).reverse().join('') + after;
  }
}

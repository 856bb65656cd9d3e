import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/**
 * A port before Loki that makes trouble: `plan` names what becomes of each push, the last one of all further ones. `pass`; `lost`: Loki
 * gets it, the answer does not come back; `small`: 413 for more than 100 lines; a number: the status, and Loki never hears of it.
 */
export async function openLokiGate(target, plan) {
  const seen = [];
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.writeHead(502).end(error.message));
  });
  const handle = async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const way = plan[Math.min(seen.length, plan.length - 1)];
    seen.push(way);
    const status = way === 'small' && linesIn(request, body) > 100 ? 413 : way;
    if (typeof status === 'number') {
      response.writeHead(status, status === 429 ? { 'retry-after': '1' } : {}).end('in trouble');
      return;
    }
    const { host: _, ...headers } = request.headers;
    const answer = await fetch(`${target}${request.url}`, { method: 'POST', headers, body });
    const text = await answer.text();
    if (way === 'lost') response.destroy();
    else response.writeHead(answer.status).end(answer.status === 204 ? undefined : text);
  };
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    seen,
    close: () => server.close().closeAllConnections(),
  };
}

function linesIn(request, body) {
  const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  return JSON.parse(text).streams.reduce((sum, { values }) => sum + values.length, 0);
}

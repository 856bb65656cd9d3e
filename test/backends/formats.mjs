import { createServer } from 'node:http';

/** What a scraper says it accepts, by format. */
export const ACCEPT = { text: 'text/plain;version=0.0.4', openmetrics: 'application/openmetrics-text;version=1.0.0' };

/** Serves the endpoint at `/text` and `/openmetrics`, asking it for that format only; 503 until it knows where. */
export async function serveFormats() {
  let upstream;
  const ask = (format) => fetch(upstream, { headers: { accept: ACCEPT[format] } });
  const server = createServer((request, response) => {
    const format = request.url.slice(1);
    (upstream === undefined ? Promise.reject(new Error('not yet')) : ask(format))
      .then(async (answer) =>
        response.setHeader('content-type', answer.headers.get('content-type')).end(await answer.text()),
      )
      .catch(() => response.writeHead(503).end());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    forward: (url) => (upstream = url),
    /** The formats that the endpoint answers in when asked for them. */
    async offered() {
      const types = await Promise.all(
        Object.keys(ACCEPT).map(async (format) => [format, (await ask(format)).headers.get('content-type')]),
      );
      return types.filter(([format, type]) => type?.startsWith(ACCEPT[format].split(';')[0])).map(([format]) => format);
    },
    close: () => server.close().closeAllConnections(),
  };
}

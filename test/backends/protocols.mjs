import { createServer } from 'node:http';

const CONTENT = { 'http/json': 'application/json', 'http/protobuf': 'application/x-protobuf' };

/** How OTLP is spoken. */
export const PROTOCOLS = ['http/json', 'http/protobuf', 'grpc'];

/**
 * Variables that make a program export to a server in one protocol. What goes over HTTP passes a port that takes no other
 * protocol: `close()` ends that.
 */
export async function exportTo({ url, grpcUrl }, protocol) {
  const gate = protocol === 'grpc' ? { url: grpcUrl, close: () => undefined } : await openGate(url, CONTENT[protocol]);
  const variables = { OTEL_EXPORTER_OTLP_PROTOCOL: protocol, OTEL_EXPORTER_OTLP_ENDPOINT: gate.url };
  return { variables, close: gate.close };
}

async function openGate(target, content) {
  const server = createServer((request, response) => {
    const type = request.headers['content-type'];
    pass(request, target, type === content).then(
      ({ status, headers, body }) =>
        response.writeHead(status, { 'content-type': headers.get('content-type') }).end(body),
      (error) => response.writeHead(415).end(`${type}, expected ${content}: ${error.message}`),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close().closeAllConnections() };
}

async function pass(request, target, fits) {
  const body = Buffer.concat(await request.toArray());
  if (!fits) throw new Error('another protocol');
  const headers = { 'content-type': request.headers['content-type'] };
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined) headers['content-encoding'] = encoding;
  const answer = await fetch(`${target}${request.url}`, { method: request.method, headers, body });
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
}

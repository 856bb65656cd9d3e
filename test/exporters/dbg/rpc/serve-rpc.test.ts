import { connect } from 'node:net';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import {
  DBG_METHODS,
  ORDERED_REPLY,
  RpcClient,
  TRANSITION_SHAPE,
  openStream,
  rpcMethod,
  serveRpc,
  type RpcConnection,
  type RpcServer,
  type TransitionMessage,
} from '../../../../src/exporters/dbg/index.js';

const message = (id: string) => ({ machineId: 'm', id, clocks: [1, 2] }) as unknown as TransitionMessage;

/** A server that remembers the transitions it was told of. */
async function startServer(
  call: (message: TransitionMessage) => string | undefined | Promise<undefined> = () => undefined,
) {
  const told: string[] = [];
  const ends: unknown[] = [];
  const connections: RpcConnection[] = [];
  const server = await serveRpc(
    {
      connected: (connection) => {
        connections.push(connection);
        return {
          [DBG_METHODS.transition]: rpcMethod(TRANSITION_SHAPE, (given) => {
            told.push(given.id);
            return call(given);
          }),
        };
      },
      closed: (_, reason) => void ends.push(reason),
    },
    { port: 0, stalledMs: 50 },
  );
  return { server, told, ends, connections };
}

describe('a server of net/rpc', () => {
  const servers: RpcServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  const started = async (...given: Parameters<typeof startServer>) => {
    const made = await startServer(...given);
    servers.push(made.server);
    return made;
  };
  const clientOf = async ({ port, webSocketPort }: RpcServer, transport: 'tcp' | 'websocket') =>
    new RpcClient(
      await openStream(
        transport === 'tcp'
          ? { kind: 'tcp', host: 'localhost', port }
          : { kind: 'websocket', url: `ws://localhost:${String(webSocketPort)}/dbg.ws` },
      ),
    );

  it.each(['tcp', 'websocket'] as const)(
    'answers calls over %s in order, the first with what it can do',
    async (transport) => {
      const { server, told, connections } = await started();
      const client = await clientOf(server, transport);
      const calls = ['1', '2', '3'].map((id) => client.call(DBG_METHODS.transition, message(id), TRANSITION_SHAPE));
      expect(await Promise.all(calls)).toEqual([ORDERED_REPLY, '', '']);
      expect(told).toEqual(['1', '2', '3']);
      expect(connections).toEqual([
        expect.objectContaining({ transport, id: expect.stringMatching(/^[0-9a-f]{8}$/) as string }),
      ]);
      client.close();
    },
  );

  it('answers what cannot be called with the texts of Go, and goes on', async () => {
    const { server, told } = await started(({ id }) => {
      if (id === 'bad') throw new Error('forward failed');
      return undefined;
    });
    const client = await clientOf(server, 'tcp');
    const call = (method: string, id = 'x') => client.call(method, message(id), TRANSITION_SHAPE);
    await expect(call('RPCServer.Nope')).rejects.toThrow("rpc: can't find method RPCServer.Nope");
    await expect(call('Other.DbgMsgTx')).rejects.toThrow("rpc: can't find service Other.DbgMsgTx");
    await expect(call('nodot')).rejects.toThrow('rpc: service/method request ill-formed: nodot');
    await expect(call(DBG_METHODS.transition, 'bad')).rejects.toThrow('forward failed');
    expect(await call(DBG_METHODS.transition, 'good')).toBe(ORDERED_REPLY);
    expect(told).toEqual(['bad', 'good']);
    client.close();
  });

  it('calls one procedure after the other, however long each takes', async () => {
    const running: string[] = [];
    const { server } = await started(async ({ id }) => {
      running.push(`${id} begins`);
      await new Promise(setImmediate);
      running.push(`${id} ends`);
      return undefined;
    });
    const client = await clientOf(server, 'tcp');
    await Promise.all(['1', '2'].map((id) => client.call(DBG_METHODS.transition, message(id), TRANSITION_SHAPE)));
    expect(running).toEqual(['1 begins', '1 ends', '2 begins', '2 ends']);
    client.close();
  });

  it('closes who sends what is no gob, without an answer', async () => {
    const { server, ends } = await started();
    const socket = connect(server.port, '127.0.0.1');
    socket.write(Buffer.from('03ffffff', 'hex'));
    await once(socket, 'close');
    expect(ends).toEqual([expect.objectContaining({ code: 'GOB' })]);
  });

  it('closes who stops in the middle of a message', async () => {
    const { server, ends } = await started();
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET');
    await once(socket, 'close');
    expect(String(ends[0])).toContain('no byte for 50 ms in the middle of a message, at byte 0');
  });

  it('closes though somebody holds its port for WebSockets with half a request', async () => {
    const { server } = await started();
    const { port, webSocketPort = 0 } = server;
    const socket = connect(webSocketPort, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHo');
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    // Its connection has been taken when that of who came later is.
    await once(connect(webSocketPort, '127.0.0.1').end('GET / HTTP/1.1\r\nHost: x\r\n\r\n').resume(), 'close');
    await server.close();
    await closed;
    await expect(openStream({ kind: 'tcp', host: 'localhost', port })).rejects.toMatchObject({ code: 'RPC' });
  });

  it.each<[string, number, (socket: WebSocket) => void]>([
    ['frames of text', 1003, (socket) => socket.send('text')],
    ['a frame that is too large', 1009, (socket) => socket.send(Buffer.alloc(65 * 1024 * 1024))],
    ['what is no gob, in pieces', 1006, (socket) => [0x80, 1, 2].forEach((byte) => socket.send(Buffer.of(byte)))],
  ])('ends WebSockets that send %s, and goes on', async (_, code, send) => {
    const { server } = await started();
    const socket = new WebSocket(`ws://127.0.0.1:${String(server.webSocketPort)}/dbg.ws`);
    socket.on('error', () => undefined);
    await once(socket, 'open');
    send(socket);
    expect((await once(socket, 'close'))[0]).toBe(code);
    const client = await clientOf(server, 'websocket');
    expect(await client.call(DBG_METHODS.transition, message('1'), TRANSITION_SHAPE)).toBe(ORDERED_REPLY);
    client.close();
  });

  it('names a port that there is not', async () => {
    const service = { connected: () => ({}) };
    await expect(serveRpc(service, { port: 65_536 })).rejects.toMatchObject({
      code: 'RPC',
      message: expect.stringContaining('no server at 127.0.0.1:65536: ') as string,
    });
  });

  it('is given up by a client that waits too long for an answer', async () => {
    const { server } = await started(() => new Promise(() => undefined));
    const stream = await openStream({ kind: 'tcp', host: 'localhost', port: server.port });
    const client = new RpcClient(stream, 20);
    const calls = ['1', '2'].map((id) => client.call(DBG_METHODS.transition, message(id), TRANSITION_SHAPE));
    for (const call of calls) await expect(call).rejects.toThrow('no answer to a call within 20 ms');
    expect(stream.destroyed).toBe(true);
  });

  it('says that nobody listens where nobody does', async () => {
    const { server } = await started();
    const { port } = server;
    await server.close();
    await expect(openStream({ kind: 'tcp', host: 'localhost', port })).rejects.toThrow(
      `no debugger at localhost:${String(port)}`,
    );
  });
});

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { listenForMachines, type DebugServer } from '../../../src/debugger/receiver/index.js';
import type { DebuggerEvent, TransitionEvent } from '../../../src/debugger/model/index.js';
import { GobDecoder } from '../../../src/exporters/dbg/index.js';
import { GOLDEN_STREAMS, goldenConnections } from '../golden-streams.js';

const servers: DebugServer[] = [];
const sockets: Socket[] = [];

async function listening(options: Parameters<typeof listenForMachines>[0] = {}) {
  const server = await listenForMachines({ port: 0, webSocketPort: false, now: () => 7, ...options });
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.close();
});

async function connected({ port }: DebugServer) {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  socket.resume();
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** Takes events until a connection ended, or so many were taken. */
async function taken(events: AsyncIterableIterator<DebuggerEvent>, most = Infinity) {
  const found: DebuggerEvent[] = [];
  for (let next = await events.next(); next.done !== true; next = await events.next()) {
    found.push(next.value);
    if (next.value.kind === 'disconnected' || found.length >= most) break;
  }
  return found;
}

const ids = (events: readonly DebuggerEvent[]) =>
  events.flatMap((event) => (event.kind === 'transition' ? [event.id] : []));

test.each(GOLDEN_STREAMS)(
  '%s: what machines of the reference send comes out as events, and every call is answered',
  async (name) => {
    const server = await listening();
    for (const { request, calls } of goldenConnections(name)) {
      const events = server.events();
      const socket = await connected(server);
      const answers = new GobDecoder();
      let answered = 0;
      socket.on('data', (chunk) => {
        answers.push(chunk);
        while (answers.next() !== undefined) answered += 1;
        if (answered === calls.length * 2) socket.end();
      });
      socket.write(request);
      const found = await taken(events);
      const expected = calls.flatMap(({ msg }) => {
        const { MsgTx, ...fields } = msg as Record<string, Record<string, unknown> | undefined>;
        const transition = MsgTx ?? fields;
        return 'MachineID' in transition ? [transition['ID']] : [];
      });
      expect(ids(found)).toEqual(expected);
      expect(found.length).toBe(calls.length + 1);
      expect(found.every(({ connection }) => connection.startsWith(found[0]?.connection.slice(0, 8) ?? 'none'))).toBe(
        true,
      );
      await events.return?.();
    }
    expect(server.stats).toMatchObject({ machines: 0, refused: 0, dropped: 0 });
  },
);

test('who comes late gets the schemas of machines that are connected first', async () => {
  const server = await listening();
  const early = server.events();
  const [connection] = goldenConnections('minimal');
  const socket = await connected(server);
  socket.write(connection?.request ?? '');
  const count = connection?.calls.length ?? 0;
  await taken(early, count);
  const late = server.events();
  expect(server.stats).toMatchObject({ connections: 1, machines: 1, events: count });
  socket.end();
  expect((await taken(late)).map(({ kind }) => kind)).toEqual(['machine', 'disconnected']);
});

test('what came before anybody asked is kept for the first who does, as far as it fits', async () => {
  const server = await listening();
  const [connection] = goldenConnections('minimal');
  const closed = once((await connected(server)).end(connection?.request ?? ''), 'close');
  await closed;
  const kinds = (await taken(server.events())).map(({ kind }) => kind);
  expect([kinds.length, kinds[0], kinds.at(-1)]).toEqual([
    (connection?.calls.length ?? 0) + 1,
    'machine',
    'disconnected',
  ]);
  const later = server.events();
  await server.close();
  expect(await taken(later)).toEqual([]);
});

test('a consumer that is too slow makes machines wait, one that may lose events does not', async () => {
  const server = await listening();
  const [connection] = goldenConnections('many-steps');
  const count = connection?.calls.length ?? 0;
  const slow = server.events({ size: 10 });
  const lossy = server.events({ size: 10, whenFull: 'drop' });
  const socket = await connected(server);
  socket.write(connection?.request ?? '');
  await expect(slow.next()).resolves.toMatchObject({ value: { kind: 'machine' } });
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  expect(server.stats.events).toBeLessThan(20);
  const rest = await taken(slow, count - 1);
  expect(ids(rest)).toHaveLength(count - 1);
  expect(server.stats.dropped).toBeGreaterThan(count / 2);
  await lossy.return?.();
});

test('what makes no sense is answered so, and counted', async () => {
  const server = await listening();
  const [connection] = goldenConnections('minimal');
  const bytes = Buffer.from(connection?.request ?? '');
  const at = bytes.indexOf('RPCServer.DbgMsgSchema');
  bytes.write('RPCServer.DbgMsgNobody', at);
  const socket = await connected(server);
  const answers = new GobDecoder();
  const errors: unknown[] = [];
  socket.on('data', (chunk) => {
    answers.push(chunk);
    for (let one = answers.next(); one !== undefined; one = answers.next()) {
      if (one instanceof Map && one.has('Error')) errors.push(one.get('Error'));
    }
    if (errors.length === connection?.calls.length) socket.end();
  });
  socket.write(bytes);
  await once(socket, 'close');
  expect(errors[0]).toBe("rpc: can't find method RPCServer.DbgMsgNobody");
  expect(errors[1]).toBe('a transition of machine "m" came before its schema');
  expect(server.stats.refused).toBe((connection?.calls.length ?? 0) - 1);
});

test('bytes that are no gob end their connection only, with the reason', async () => {
  const problems: string[] = [];
  const server = await listening({ onProblem: (text) => problems.push(text) });
  const events = server.events();
  const broken = await connected(server);
  broken.write(Buffer.alloc(64, 0x80));
  await once(broken, 'close');
  expect(problems).toEqual([expect.stringMatching(/^connection of .*127\.0\.0\.1: gob: /)]);
  const [connection] = goldenConnections('minimal');
  const socket = await connected(server);
  socket.end(connection?.request ?? '');
  expect(ids(await taken(events)).length).toBeGreaterThan(0);
});

test('closing ends connections and events; a port that is taken is named', async () => {
  const server = await listening();
  const events = server.events();
  const socket = await connected(server);
  const [connection] = goldenConnections('minimal');
  socket.write(connection?.request ?? '');
  await events.next();
  await expect(listenForMachines({ port: server.port, webSocketPort: false })).rejects.toMatchObject({ code: 'RPC' });
  const closed = once(socket, 'close');
  await server.close();
  await server.close();
  await closed;
  const rest = await taken(events);
  expect(rest.at(-1)?.kind).toBe('disconnected');
  expect((await events.next()).done).toBe(true);
});

test('events are stamped when they arrive, forwarded ones keep their time', async () => {
  const server = await listening();
  for (const [name, isOwn] of [
    ['minimal', true],
    ['fwd', false],
  ] as const) {
    const events = server.events();
    const socket = await connected(server);
    socket.end(goldenConnections(name)[0]?.request ?? '');
    const found = (await taken(events)).filter((event): event is TransitionEvent => event.kind === 'transition');
    expect(found.every(({ at }) => (at === 7) === isOwn)).toBe(true);
  }
});

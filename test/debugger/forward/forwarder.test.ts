import type { DebuggerEvent } from '../../../src/debugger/model/index.js';
import { Forwarder, listenForMachines, openRecording, type DebugServer } from '../../../src/debugger/index.js';
import { temporaryFiles } from '../../support/temporary-files.js';
import { goldenLines } from '../golden-recording.js';
import { machineEvent, transitionEvent } from '../model/events.js';

const { file } = temporaryFiles();
let server: DebugServer;

beforeEach(async () => {
  server = await listenForMachines({ port: 0, webSocketPort: false });
});

afterEach(() => server.close());

const connected = () => Forwarder.connect(`127.0.0.1:${String(server.port)}`);

async function received(events: AsyncIterableIterator<DebuggerEvent>, count: number) {
  const found: DebuggerEvent[] = [];
  while (found.length < count) found.push((await events.next()).value as DebuggerEvent);
  return found;
}

test.each(['full', 'recreated', 'schema-change', 'tree'])('%s: what is forwarded arrives as it was', async (name) => {
  const recording = await openRecording(file(`${name}.jsonl`, goldenLines(name)));
  const forwarder = await connected();
  const events = server.events();
  const sent: DebuggerEvent[] = [];
  for await (const event of recording.events()) {
    await forwarder.send(event);
    if (event.kind !== 'disconnected') sent.push(event);
  }
  const found = await received(events, sent.length);
  const own = found[0]?.connection.split('/')[0] ?? '';
  const unchanged = found.map((event, i) => ({
    ...event,
    connection: event.connection.replace(`${own}/`, ''),
    ...(event.kind === 'machine' && { at: sent[i]?.at }),
  }));
  expect(unchanged).toEqual(sent);
  expect(forwarder.stats).toEqual({ forwarded: sent.length, refused: 0 });
  const connections = new Set(sent.map(({ connection }) => connection)).size;
  forwarder.close();
  expect((await received(events, connections)).every(({ kind }) => kind === 'disconnected')).toBe(true);
  await recording.close();
});

test('what the other side refuses is counted, what follows goes on', async () => {
  const forwarder = await connected();
  await forwarder.send(transitionEvent());
  await forwarder.send(machineEvent());
  await forwarder.send(transitionEvent());
  expect(forwarder.stats).toEqual({ forwarded: 2, refused: 1 });
  forwarder.close();
});

test('a connection that is lost is an error', async () => {
  const forwarder = await connected();
  await forwarder.send(machineEvent());
  await server.close();
  await expect(forwarder.send(transitionEvent())).rejects.toMatchObject({ code: 'RPC' });
  await expect(forwarder.send(transitionEvent())).rejects.toMatchObject({ code: 'RPC' });
  forwarder.close();
});

test('nobody there, and what is no address, are named', async () => {
  const { port } = server;
  await server.close();
  await expect(Forwarder.connect(`127.0.0.1:${String(port)}`)).rejects.toMatchObject({
    code: 'RPC',
    message: expect.stringContaining(`no debugger at 127.0.0.1:${String(port)}: `) as string,
  });
  await expect(Forwarder.connect('http://x')).rejects.toMatchObject({ code: 'CONFIG' });
});

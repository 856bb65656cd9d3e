import { Machine, defineSchema } from 'statescope';
import { bindDbgEnv, bindTelemetryEnv } from '../../src/by-hand/index.js';
import { bindDbg, serveRpc, type RpcServer } from '../../src/exporters/dbg/index.js';
import { DebuggerDouble } from '../exporters/dbg/debugger-double.js';

class Feed extends Machine.of(defineSchema({ Start: {} })) {}
class Item extends Machine.of(defineSchema({ Start: {} })) {}

describe('machines shown in debuggers by hand', () => {
  const debugger_ = new DebuggerDouble();
  let server: RpcServer;
  let environment: Readonly<Record<string, string>>;

  beforeEach(async () => {
    debugger_.schemas.length = 0;
    debugger_.transitions.length = 0;
    server = await serveRpc(debugger_, { port: 0, webSocketPort: false });
    environment = { AM_DBG_ADDR: `127.0.0.1:${String(server.port)}` };
  });
  afterEach(() => server.close());

  it('shows a machine and its submachines as the variables say, without a name for the service', async () => {
    const feed = new Feed({ id: 'feed-1' });
    const variables = { ...environment, AM_LOG: '2', AM_LOG_ARGS: '1', AM_DBG_INHERIT: '1' };
    const handle = await bindDbgEnv(feed, { environment: variables });
    feed.submachine(Item, { id: 'item-1' }).add('Start');
    feed.add('Start');
    await handle?.flush();
    expect([...debugger_.machines].sort()).toEqual(['feed-1', 'item-1']);
    const [queued, executed] = debugger_.transitions.filter(({ machineId }) => machineId === 'feed-1');
    expect(queued).toMatchObject({ isQueued: true, stackTrace: expect.stringContaining('dbg-env.test') as string });
    expect(executed).toMatchObject({ logEntries: [{ level: 2, text: '[state] +Start' }], args: new Map() });
    await feed.dispose();
  });

  it('leaves submachines out without AM_DBG_INHERIT', async () => {
    const feed = new Feed({ id: 'feed-9' });
    await bindDbgEnv(feed, { environment: { ...environment, AM_HEALTHCHECK: '1' } });
    expect(feed.submachine(Item).tracers).toEqual([]);
    await feed.dispose();
  });

  it.each([
    ['without an address', {}],
    ['with AM_DBG_ADDR off', { AM_DBG_ADDR: 'off' }],
    ['in a test runner', { AM_DBG_ADDR: '127.0.0.1:1', AM_TEST_RUNNER: '1' }],
  ])('does nothing %s', async (_, variables) => {
    const feed = new Feed();
    expect(await bindDbgEnv(feed, { environment: variables })).toBeUndefined();
    expect(await bindTelemetryEnv(feed, { environment: variables })).toBeUndefined();
    expect(feed.tracers).toEqual([]);
  });

  it('binds a submachine whose parent shows nothing, and no other', async () => {
    const feed = new Feed({ id: 'feed-2' });
    const item = feed.submachine(Item, { id: 'item-2' });
    const handle = await bindDbgEnv(item, { environment });
    expect(handle?.id).toBe('dbg');
    expect(await bindDbgEnv(feed.submachine(Item), { environment })).toBeDefined();
    await handle?.dispose();
    await feed.dispose();
  });

  it('is bound by a function, told where', async () => {
    const feed = new Feed({ id: 'feed-3' });
    const handle = bindDbg(feed, { addresses: [`localhost:${String(server.port)}`], level: 'nothing', stacks: false });
    feed.add('Start');
    expect(() => bindDbg(feed, {})).toThrow('feed-3 has a tracer "dbg" already');
    await handle.dispose();
    expect(debugger_.machines).toEqual(['feed-3']);
    expect(debugger_.transitions.map(({ isQueued }) => isQueued)).toEqual([true, false]);
    expect(() => bindDbg(feed, { addresses: ['no address'] })).toThrow('"no address" is no address of a debugger');
  });
});

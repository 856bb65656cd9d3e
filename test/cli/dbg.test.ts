import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { listenForMachines, type DebuggerEvent, type DebugServer } from '../../src/debugger/index.js';
import { goldenMachine } from '../debugger/golden-machine.js';
import { goldenLines } from '../debugger/golden-recording.js';
import { goldenBytes } from '../debugger/golden-streams.js';
import { Changed, Nested } from './dbg-classes.js';
import { cli, type CliResult } from '../support/cli.js';
import { temporaryFiles } from '../support/temporary-files.js';

const { path, file } = temporaryFiles();
const dbg = (...args: string[]) => cli(['dbg', ...args], { folder: path('') });
const lines = (text: string) => text.split('\n').filter((line) => line !== '');
const parsed = (text: string) => lines(text).map((line) => JSON.parse(line) as DebuggerEvent);

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${String(port)}`;
}

/** Runs a command that listens, does something once it does, and interrupts it. */
async function whileListening(
  args: string[],
  address: string,
  work: (port: number) => Promise<void>,
): Promise<CliResult> {
  const controller = new AbortController();
  const ready = new Promise<void>((resolve) => {
    const onErr = (text: string) => {
      if (text.startsWith('listening')) resolve();
    };
    running = cli(['dbg', ...args], { folder: path(''), signal: controller.signal, onErr });
  });
  const early = running.then(({ err }) => {
    throw new Error(`ended before it was interrupted: ${err}`);
  });
  try {
    await Promise.race([ready, early]);
    await Promise.race([work(Number(address.split(':')[1])), early]);
  } finally {
    controller.abort();
  }
  return running;
}
let running: Promise<CliResult>;

const servers: DebugServer[] = [];

async function listening(): Promise<DebugServer> {
  const server = await listenForMachines({ port: 0, webSocketPort: false });
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

beforeAll(() => {
  file('nested.jsonl', goldenLines('nested'));
  file('nested.gob.br', goldenBytes('nested.dump.gob.br'));
});

test('record writes what machines tell until it is interrupted', async () => {
  const address = await freePort();
  const args = ['record', 'recorded.jsonl', '--listen', address, '--no-ws', '--json'];
  const { code, out, err } = await whileListening(args, address, (port) => goldenMachine('nested', port));
  expect([code, err]).toEqual([0, expect.stringMatching(/^listening on 127\.0\.0\.1:\d+/)]);
  const [header, ...recorded] = lines(readFileSync(path('recorded.jsonl'), 'utf8'));
  expect(header).toBe('{"kind":"recording","version":1}');
  expect(JSON.parse(out)).toEqual({
    file: 'recorded.jsonl',
    events: recorded.length,
    bytes: readFileSync(path('recorded.jsonl')).length,
  });
  const withoutOrigin = (text: string) => text.replace(/"at":\d+,"connection":"\w+",?/g, '');
  expect(recorded.map(withoutOrigin)).toEqual(lines(goldenLines('nested')).map(withoutOrigin));
});

test('record ends by itself when told to, and refuses to write a dump', async () => {
  const { code, out } = await dbg('record', 'short.jsonl', '--no-ws', '--listen', await freePort(), '--for', '0.05');
  expect([code, out]).toEqual([0, 'short.jsonl: 0 events, 33 B\n']);
  const refused = await dbg('record', 'x.gob.br');
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('record x.jsonl, then')]);
});

test('record begins new files when told to', async () => {
  const address = await freePort();
  const args = ['record', 'parts.jsonl', '--listen', address, '--no-ws', '--max-size', '1kB', '--keep', '2'];
  const { code } = await whileListening(args, address, async (port) => {
    for (let i = 0; i < 3; i++) await goldenMachine('nested', port);
  });
  expect([code, existsSync(path('parts.1.jsonl')), existsSync(path('parts.2.jsonl'))]).toEqual([0, true, false]);
  for (const [option, value] of [
    ['--max-size', '0'],
    ['--max-size', '3 parsecs'],
    ['--keep', '0'],
    ['--for', '-1'],
  ] as const) {
    expect((await dbg('record', 'x.jsonl', option, value)).code).toBe(2);
  }
});

test('a port that is taken, and what is no address, are named', async () => {
  const server = await listening();
  const taken = await dbg('record', 'taken.jsonl', '--no-ws', '--listen', `127.0.0.1:${String(server.port)}`);
  expect([taken.code, taken.err]).toEqual([1, expect.stringMatching(/^statescope: no server at 127\.0\.0\.1:\d+: /)]);
  for (const address of ['nowhere:x', 'ws://localhost:1']) {
    expect((await dbg('record', 'taken.jsonl', '--listen', address)).code).toBe(2);
  }
});

test('replay prints events for people, or as JSON', async () => {
  const { code, out, err } = await dbg('replay', 'nested.jsonl');
  expect([code, err]).toEqual([0, '18 events\n']);
  expect(lines(out).map((line) => line.slice(26))).toEqual(
    expect.arrayContaining([
      'm  connected: 6 states',
      'm  t0  [add] A  queued',
      'm  t1  [add] A  +A',
      'm  t1  [add] D  check',
      'm  t4  [remove] A  -A',
      'connection c0 ended',
    ]),
  );
  const json = await dbg('replay', 'nested.jsonl', '--json');
  expect(json.out).toBe(goldenLines('nested'));
  const dump = await dbg('replay', 'nested.gob.br', '--json', '--machine', 'm');
  expect(parsed(dump.out)).toHaveLength(18);
  expect(parsed((await dbg('replay', 'nested.jsonl', '--json', '--machine', 'none')).out)).toEqual([]);
});

test('replay keeps pauses when asked to, none longer than wanted', async () => {
  const begun = performance.now();
  const { err } = await dbg('replay', 'nested.jsonl', '--speed', '0.001', '--max-pause', '0.002');
  expect(err).toBe('18 events\n');
  expect(performance.now() - begun).toBeGreaterThan(20);
});

test('replay --verify compares the clocks of machines of the recorded schemas', async () => {
  expect(await dbg('replay', 'nested.gob.br', '--verify')).toMatchObject({
    code: 0,
    out: 'm: 7 transitions, the same clocks\n',
  });
  file('bent.jsonl', goldenLines('nested').replace('"clocks":[1,1,0,0,0,0]', '"clocks":[1,3,0,0,0,0]'));
  const bent = await dbg('replay', 'bent.jsonl', '--verify');
  expect(bent.out).toBe(
    'm: 7 transitions, came out elsewhere 2 times, first at 0000000000000003: [add] B: had B at 3, is at 1\n',
  );
  const json = await dbg('replay', 'bent.jsonl', '--verify', '--json');
  expect(JSON.parse(json.out)).toMatchObject([{ machine: 'm', diverged: 2 }]);
  expect((await dbg('replay', 'bent.jsonl', '--verify', '--machine', 'x')).err).toContain('no machine to replay');
});

test('replay --verify --class holds a class to what was recorded of it', async () => {
  file('recorder.jsonl', goldenLines('unicode') + goldenLines('nested'));
  const args = ['--verify', '--from', file('none.cjs', ''), '--class'];
  const same = await dbg('replay', 'recorder.jsonl', ...args, Nested.name);
  expect(same).toMatchObject({ code: 0, out: 'm: 7 transitions, the same clocks\n' });
  const other = await dbg('replay', 'recorder.jsonl', ...args, Changed.name, '--machine', 'm');
  expect(other.out).toMatch(/^m: 7 transitions, came out elsewhere 1 time, first at 0000000000000003: \[add\] B: /);
  const unknown = await dbg('replay', 'recorder.jsonl', ...args, 'Nobody');
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('the files define Nested, Changed')]);
  expect((await dbg('replay', 'recorder.jsonl', '--class', Nested.name)).code).toBe(2);
});

test('forward passes a file on to several debuggers', async () => {
  const all = [await listening(), await listening()];
  const addresses = all.map(({ port }) => `127.0.0.1:${String(port)}`);
  const { code, out } = await dbg('forward', 'nested.gob.br', '--to', ...addresses);
  expect([code, out]).toEqual([0, addresses.map((address) => `${address}: 17 messages\n`).join('')]);
  expect(all.map(({ stats }) => stats.refused)).toEqual([0, 0]);
  const json = await dbg('forward', 'nested.jsonl', '--json', '--to', addresses[0] ?? '');
  expect(JSON.parse(json.out)).toEqual([{ address: addresses[0], forwarded: 17, refused: 0 }]);
});

test('forward --listen passes on what machines tell', async () => {
  const target = await listening();
  const events = target.events();
  const address = await freePort();
  const args = ['forward', '--no-ws', '--listen', address, '--to', `127.0.0.1:${String(target.port)}`];
  const { code, out } = await whileListening(args, address, async (port) => {
    await goldenMachine('nested', port);
    for (let taken = 0; taken < 17; taken++) await events.next();
  });
  expect([code, out]).toEqual([0, expect.stringMatching(/: 17 messages\n$/)]);
});

test('forward ends when it is interrupted, though a debugger answers nothing', async () => {
  const controller = new AbortController();
  const silent = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      controller.abort();
    });
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const args = ['dbg', 'forward', 'nested.jsonl', '--to', `127.0.0.1:${String(port)}`];
  const { code, err } = await cli(args, { folder: path(''), signal: controller.signal });
  silent.close();
  expect([code, err]).toEqual([1, expect.stringContaining('the connection was closed')]);
});

test('forward needs one source, and debuggers that are there', async () => {
  for (const args of [[], ['nested.jsonl', '--listen', ':1']]) {
    const { code, err } = await dbg('forward', ...args, '--to', 'localhost:1');
    expect([code, err]).toEqual([2, expect.stringContaining('give either a file or --listen')]);
  }
  const { code, err } = await dbg('forward', 'nested.jsonl', '--to', await freePort());
  expect([code, err]).toEqual([1, expect.stringMatching(/^statescope: no debugger at 127\.0\.0\.1:\d+: /)]);
});

test('stats counts by machine', async () => {
  const { code, out } = await dbg('stats', 'nested.gob.br');
  expect(code).toBe(0);
  const [head, titles, m, all] = lines(out);
  expect(head).toBe('nested.gob.br: 1.3 kB, 18 events, 2024-01-02T03:04:05.000Z to 2024-01-02T03:04:05.015Z');
  expect(titles).toMatch(/^MACHINE {2}TRANSITIONS {2}CANCELED/);
  expect(m).toMatch(/^m +7 +0 +0 +8 +1 +1 +\d+ +\d+ +1 +0\.015 s$/);
  expect(all).toMatch(/^all +7 /);
  const json = JSON.parse((await dbg('stats', 'nested.jsonl', '--json')).out) as object;
  expect(json).toMatchObject({
    source: 'nested.jsonl',
    events: 18,
    damaged: 0,
    machines: [{ machine: 'm', queued: 8 }],
  });
});

test('convert makes dumps of recordings and recordings of dumps', async () => {
  expect(await dbg('convert', 'nested.jsonl', 'made.gob.br')).toMatchObject({
    code: 0,
    err: '16 records of 1 machine\n',
  });
  file('made.jsonl', 'what was there before\n');
  expect(await dbg('convert', 'made.gob.br', 'made.jsonl')).toMatchObject({ code: 0, err: '18 events\n' });
  const [, ...made] = parsed(readFileSync(path('made.jsonl'), 'utf8'));
  const transitions = (events: readonly DebuggerEvent[]) =>
    events.flatMap((event) => (event.kind === 'transition' ? [{ ...event, connection: '' }] : []));
  expect(transitions(made)).toEqual(transitions(parsed(goldenLines('nested'))));
  expect(existsSync(path('made.jsonl.partial'))).toBe(false);
  expect((await dbg('convert', 'made.jsonl', 'made.jsonl')).code).toBe(2);
});

test('damaged files are read as far as they go, and the offsets named', async () => {
  const whole = goldenLines('nested');
  const cut = lines(whole).slice(0, 5).join('\n').length + 1;
  const torn = `${whole.slice(0, cut)}{"kind":"tr\n${whole.slice(cut, -20)}`;
  writeFileSync(path('torn.jsonl'), torn);
  const last = torn.lastIndexOf('\n') + 1;
  const named = [
    expect.stringMatching(`^left out: .*torn\\.jsonl, byte ${String(cut)}: is not JSON`) as string,
    expect.stringMatching(
      `^left out: .*torn\\.jsonl, byte ${String(last)}: is not JSON.*the file ends within`,
    ) as string,
  ];
  const replayed = await dbg('replay', 'torn.jsonl');
  expect([replayed.code, lines(replayed.err)]).toEqual([0, [...named, '17 events; 2 damaged parts left out']]);
  expect(lines((await dbg('stats', 'torn.jsonl')).err)).toEqual(named);
  const packed = goldenBytes('nested.dump.gob.br');
  writeFileSync(path('torn.gob.br'), packed.subarray(0, packed.length - 40));
  const dump = await dbg('replay', 'torn.gob.br');
  expect([dump.code, dump.err]).toEqual([0, expect.stringMatching(/^left out: .*torn\.gob\.br, byte \d+: Brotli: /)]);
  writeFileSync(path('bad.gob.br'), 'no dump');
  for (const command of ['replay', 'stats']) {
    const { code, err } = await dbg(command, 'bad.gob.br');
    expect([code, err]).toEqual([1, expect.stringMatching(/bad\.gob\.br is no dump, byte 0: Brotli: /)]);
    expect((await dbg(command, 'none.jsonl')).err).toMatch(/^statescope: the file ".*none\.jsonl" cannot be read: /);
  }
});

test('a file that is damaged from end to end is counted, not listed', async () => {
  file('noise.jsonl', '{"kind":"machine"}\n'.repeat(100));
  const { err, out } = await dbg('stats', 'noise.jsonl');
  expect(lines(err)).toHaveLength(21);
  expect(out).toContain('100 damaged parts left out');
});

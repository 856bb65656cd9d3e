import { existsSync, readdirSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import type { DebuggerEvent, TransitionEvent } from '../../../src/debugger/model/index.js';
import type { Damage } from '../../../src/debugger/recording/damage.js';
import { openRecording } from '../../../src/debugger/recording/open-recording.js';
import { decodeDump } from '../../../src/debugger/recording/read-dump.js';
import { temporaryFiles } from '../../support/temporary-files.js';
import { goldenBytes } from '../golden-streams.js';

const { file, path } = temporaryFiles();
const DUMPS = ['full', 'nested', 'schema-change', 'tree', 'unicode'];

type Golden = readonly {
  readonly MsgStruct: { readonly ID: string; readonly StatesIndex: readonly string[] };
  readonly MsgTxs: readonly Readonly<Record<string, unknown>>[];
}[];
const golden = (name: string) => JSON.parse(goldenBytes(`${name}.dump.json`).toString()) as Golden;

async function transitionsOf(name: string): Promise<readonly TransitionEvent[]> {
  const recording = await openRecording(name);
  const found = Array.from({ length: recording.length }, (_, position) => recording.transition(position));
  await recording.close();
  return found;
}

test.each(DUMPS)('%s: a dump of the reference has its transitions in the order of their times', async (name) => {
  const expected = golden(name).flatMap(({ MsgTxs }) => MsgTxs);
  const found = await transitionsOf(file(`${name}.gob.br`, goldenBytes(`${name}.dump.gob.br`)));
  const byTime = expected
    .map((tx) => ({ id: tx['ID'], at: Date.parse(tx['Time'] as string), called: tx['CalledStates'] ?? [] }))
    .sort((a, b) => a.at - b.at);
  expect(found.map(({ id, at, called }) => ({ id, at, called }))).toEqual(byTime);
});

test.each(DUMPS)('%s: steps are by name though dumps have indexes', async (name) => {
  const found = await transitionsOf(file(`${name}.gob.br`, goldenBytes(`${name}.dump.gob.br`)));
  for (const { MsgStruct, MsgTxs } of golden(name)) {
    for (const tx of MsgTxs) {
      const event = found.find(({ machine, id }) => machine === MsgStruct.ID && id === tx['ID']);
      const steps = (tx['Steps'] ?? []) as readonly { FromStateIdx?: number; ToStateIdx?: number }[];
      const names = steps.map(({ FromStateIdx = 0, ToStateIdx = 0 }) => [
        MsgStruct.StatesIndex[FromStateIdx],
        MsgStruct.StatesIndex[ToStateIdx],
      ]);
      expect(event?.steps.map(({ from, to }) => [from, to])).toEqual(names);
    }
  }
});

test('a dump is recognised without its name, and what it was unpacked to is gone when it is closed', async () => {
  const recording = await openRecording(file('nameless', goldenBytes('tree.dump.gob.br')), {
    temporaryFolder: path(''),
  });
  expect([recording.length > 10, recording.source]).toEqual([true, path('nameless')]);
  expect(existsSync(recording.file)).toBe(true);
  await recording.close();
  expect(readdirSync(path('')).filter((name) => name.startsWith('statescope'))).toEqual([]);
});

test('a machine has its schema and its end', async () => {
  const recording = await openRecording(file('ends.gob.br', goldenBytes('tree.dump.gob.br')));
  for (const history of recording.index.histories) {
    const schema = recording.schema(history, 0);
    expect([schema?.machine, history.connection]).toEqual([history.machine, history.machine]);
    expect(history.endedAt).toBe(recording.index.timeOf(history.positionOf(history.length - 1)));
  }
  await recording.close();
});

test('a dump that ends anywhere is read up to there', async () => {
  const packed = goldenBytes('nested.dump.gob.br');
  const whole = await transitionsOf(file('whole.gob.br', packed));
  let most = 0;
  for (let size = 0; size < packed.length; size += 23) {
    const name = file(`cut-${String(size)}.gob.br`, packed.subarray(0, size));
    const recording = await openRecording(name).catch((error: unknown) => error as Error);
    if (recording instanceof Error) {
      expect(recording.message).toMatch(/cut-\d+\.gob\.br is no dump, byte \d+: Brotli: /);
      continue;
    }
    expect(recording.damage).toEqual([
      { file: name, offset: expect.any(Number) as number, reason: expect.stringMatching(/^Brotli: /) as string },
    ]);
    for (let i = 0; i < recording.length; i++) expect(recording.transition(i)).toEqual(whole[i]);
    most = Math.max(most, recording.length);
    await recording.close();
  }
  expect(most).toBeGreaterThan(whole.length / 2);
});

/** What is read of an unpacked dump. */
function decoded(bytes: Buffer) {
  const events: DebuggerEvent[] = [];
  const damage: Damage[] = [];
  const sink = {
    onEvent: (event: DebuggerEvent) => events.push(event),
    onDamaged: (found: Damage) => damage.push(found),
  };
  decodeDump('dump', { bytes, failure: undefined }, sink);
  return { transitions: events.filter(({ kind }) => kind === 'transition'), damage };
}

test.each(['schema-change'])('%s: what is unpacked may end at any byte', (name) => {
  const bytes = brotliDecompressSync(goldenBytes(`${name}.dump.gob.br`));
  const whole = decoded(bytes);
  expect(whole.damage).toEqual([]);
  let last = 0;
  for (let size = 0; size < bytes.length; size++) {
    const { transitions, damage } = decoded(bytes.subarray(0, size));
    expect(damage).toEqual([
      { file: 'dump', offset: expect.any(Number) as number, reason: expect.any(String) as string },
    ]);
    expect(damage[0]?.offset).toBeLessThanOrEqual(size);
    expect(transitions.length).toBeGreaterThanOrEqual(last);
    last = transitions.length;
    expect(transitions).toEqual(whole.transitions.slice(0, last));
  }
  expect(last).toBe(whole.transitions.length);
});

test.each(['schema-change'])('%s: bits that flip cost what comes after them at most', (name) => {
  const bytes = brotliDecompressSync(goldenBytes(`${name}.dump.gob.br`));
  const whole = decoded(bytes);
  for (let at = 0; at < bytes.length; at++) {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
    const { transitions, damage } = decoded(flipped);
    expect(damage.every(({ offset, reason }) => offset <= bytes.length && reason !== '')).toBe(true);
    expect(transitions.length).toBeLessThanOrEqual(whole.transitions.length);
  }
});

test('a dump that unpacks to more than it may is refused', async () => {
  const bomb = file('bomb.gob.br', brotliCompressSync(Buffer.alloc(5_000_000)));
  await expect(openRecording(bomb, { maxDumpBytes: 1_000_000 })).rejects.toThrow(
    /bomb\.gob\.br: unpacks to more than 1000000 bytes/,
  );
  await expect(openRecording(path('none.gob.br'))).rejects.toMatchObject({ code: 'FILE' });
});

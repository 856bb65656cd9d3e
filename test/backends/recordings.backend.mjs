import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { FlightRecorder, Forwarder, listenForMachines, openRecording, writeDump } from 'statescope/debugger';
import { makeFolder } from './folder.mjs';
import { runPipeline } from './pipeline.mjs';
import { waitFor } from './wait.mjs';

const VARIABLES = { AM_LOG: '3', AM_LOG_STEPS: '1', OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
const FILES = 40;
const FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

/** What was recorded of the pipeline, in the debugger of the reference: passed on, and as a dump that it imports. */
export const suite = {
  name: 'recordings',
  needs: ['amDbg'],

  async prepare({ folder, server, sample }) {
    const file = join(folder, 'recorded.jsonl');
    const input = await makeFolder(join(folder, 'input'), FILES);
    await record(file, (address) =>
      runPipeline(sample, input, join(folder, 'out'), { ...VARIABLES, AM_DBG_ADDR: address }),
    );
    const recording = await openRecording(file);
    const dump = join(folder, 'converted.gob.br');
    const count = await writeDump(recording, dump);
    const told = await recordsOf(recording);
    const forwarded = await shown(await server('amDbg'), folder, (target) => forward(recording, target.address));
    const imported = await shown(await server('amDbg', { imports: dump }), folder, () => Promise.resolve());
    await recording.close();
    return { count, told, forwarded, imported };
  },

  tests: {
    'the recording has what the sample did': ({ told, count }) => {
      assert.ok(Object.keys(told).length > 1 && Object.values(told).flat().length > FILES);
      assert.deepEqual([count.damaged, count.leftOut, count.machines], [0, 0, Object.keys(told).length]);
    },
    ...countsOf('forwarded', ({ forwarded }) => forwarded),
    ...countsOf('imported', ({ imported }) => imported),

    'forwarded: its export, read as a recording, has the same records': ({ forwarded, told }) => {
      // It stamps what arrives, whatever time that has.
      assert.deepEqual(withoutTimes(forwarded.records), withoutTimes(told));
    },

    'imported: its export, read as a recording, has the same records at the same times': ({ imported, told }) => {
      assert.deepEqual(imported.records, told);
    },
  },
};

function countsOf(way, runOf) {
  return {
    [`${way}: am-dbg counts what was recorded`]: (seen) => {
      const { clients, transitions } = runOf(seen).stopped;
      const recorded = Object.values(seen.told);
      assert.deepEqual([clients, transitions], [recorded.length, recorded.flat().length]);
    },
  };
}

/** Lets a debugger take something, and reads what it has of it then. */
async function shown(target, folder, take) {
  await take(target);
  await waitFor('machines in am-dbg', async () => (await target.clients()).includes('|') || undefined);
  const file = join(folder, 'exported.gob.br');
  await writeFile(file, brotliCompressSync(await target.export(), FAST));
  const recording = await openRecording(file);
  const records = await recordsOf(recording);
  await recording.close();
  return { records, stopped: await target.stop() };
}

async function record(file, run) {
  const server = await listenForMachines({ port: 0, webSocketPort: false });
  const recorder = await FlightRecorder.open(file);
  const events = server.events();
  const written = (async () => {
    for await (const event of events) await recorder.write(event);
  })();
  await run(`127.0.0.1:${server.port}`);
  await server.close();
  await written;
  await recorder.close();
}

async function forward(recording, address) {
  const forwarder = await Forwarder.connect(address);
  // The connection alone does not keep the process alive.
  const alive = setInterval(() => undefined, 1000);
  for await (const event of recording.events()) await forwarder.send(event);
  clearInterval(alive);
  forwarder.close();
}

/** By machine, without what am-dbg writes anew: lines of what changed nothing, `Any` in steps. */
async function recordsOf(recording) {
  const machines = {};
  for await (const event of recording.events()) {
    if (event.kind !== 'transition') continue;
    const { connection: _connection, lines: _lines, steps, ...rest } = event;
    const named = steps.map(({ from, to, ...step }) => ({ ...step, from: stateIn(from), to: stateIn(to) }));
    (machines[event.machine] ??= []).push({ ...rest, steps: named });
  }
  return machines;
}

const withoutTimes = (machines) =>
  Object.fromEntries(
    Object.entries(machines).map(([id, records]) => [id, records.map(({ at: _at, ...rest }) => rest)]),
  );

const stateIn = (name) => (name === 'Any' ? undefined : name);

import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  DBG_METHODS,
  DUMP_SHAPE,
  GobDecoder,
  SCHEMA_SHAPE,
  TRANSITION_SHAPE,
  rpcMethod,
  serveRpc,
} from 'statescope/exporters/dbg';
import { makeFolder } from './folder.mjs';
import { runPipeline } from './pipeline.mjs';
import { waitFor } from './wait.mjs';

/** Everything that machines tell; stack traces are told as well, and compared. */
const VARIABLES = {
  AM_LOG: '3',
  AM_LOG_ARGS: '1',
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};
const FILES = 60;

/** The pipeline in the debugger of the reference, over TCP and WebSockets, and in a server of Go's net/rpc. */
export const suite = {
  name: 'dbg',
  needs: ['amDbg', 'goRpc'],

  async prepare({ folder, server, sample }) {
    const input = await makeFolder(join(folder, 'input'), FILES);
    const runs = {};
    for (const transport of ['address', 'webSocket']) {
      const debugger_ = await server('amDbg');
      runs[transport] = await toldRun(sample, input, join(folder, transport), debugger_[transport], debugger_);
    }
    const goRpc = await server('goRpc');
    const address = `127.0.0.1:${goRpc.port}`;
    const told = await record(address, (addresses) => pipeline(sample, input, join(folder, 'go'), addresses));
    const count = told.transitions.length + told.schemas.length;
    await waitFor(`${count} calls`, async () => goRpc.calls().length >= count || undefined);
    return { runs, told, calls: goRpc.calls() };
  },

  tests: {
    ...testsOf('TCP', ({ runs }) => runs.address),
    ...testsOf('WebSockets', ({ runs }) => runs.webSocket),

    "Go's net/rpc takes every call": ({ told, calls }) => {
      assert.equal(calls.filter(({ method }) => method === 'schema').length, told.schemas.length);
      assert.equal(calls.filter(({ method }) => method === 'transition').length, told.transitions.length);
    },

    "Go's net/rpc handles the calls of a machine in their order": ({ told, calls }) => {
      const order = (list) =>
        byMachine(
          list,
          ({ machineId }) => machineId,
          ({ id }) => id,
        );
      const got = calls.filter(({ method }) => method === 'transition').map(({ message }) => camelled(message));
      assert.deepEqual(order(got), order(told.transitions));
    },

    "Go's net/rpc reads what was told": ({ told, calls }) => {
      const expected = told.transitions.map(comparable).sort(byId);
      const got = calls
        .filter(({ method }) => method === 'transition')
        .map(({ message }) => comparable(camelled(message)))
        .sort(byId);
      assert.deepEqual(got, expected);
    },
  },
};

function testsOf(transport, runOf) {
  return {
    [`am-dbg over ${transport}: nothing is dropped`]: (seen) => assert.equal(runOf(seen).summary.dropped, 0),

    [`am-dbg over ${transport}: it counts what was told`]: (seen) => {
      const { told, stopped } = runOf(seen);
      const { clients, transitions } = stopped;
      assert.deepEqual(
        { clients, transitions },
        { clients: told.schemas.length, transitions: told.transitions.length },
      );
    },

    [`am-dbg over ${transport}: its export holds the schemas`]: (seen) => {
      const { told, dump } = runOf(seen);
      const schemas = (list) => list.map((schema) => ({ ...schema })).sort((a, b) => (a.id < b.id ? -1 : 1));
      assert.deepEqual(schemas(dump.map(({ schema }) => schema)), schemas(told.schemas));
    },

    [`am-dbg over ${transport}: its export holds every record, in order`]: (seen) => {
      const { told, dump } = runOf(seen);
      const expected = byMachine(told.transitions, ({ machineId }) => machineId, withoutLines);
      const got = Object.fromEntries(dump.map(({ schema, transitions }) => [schema.id, transitions.map(withoutLines)]));
      assert.deepEqual(got, expected);
    },

    [`am-dbg over ${transport}: its export holds the lines of what changed states`]: (seen) => {
      const { told, dump } = runOf(seen);
      const lines = (list) => new Map(list.map(({ id, logEntries }) => [id, logEntries]));
      const got = lines(dump.flatMap(({ transitions }) => transitions));
      const changed = told.transitions.filter(changesStates);
      assert.ok(changed.length > FILES);
      for (const { id, logEntries } of changed) assert.deepEqual(got.get(id), logEntries);
    },
  };
}

/** Runs the sample with two debuggers: the one that is tested, and one that writes down what both are told. */
async function toldRun(sample, input, out, address, debugger_) {
  const { summary, ...told } = await record(address, (addresses) => pipeline(sample, input, out, addresses));
  const machines = told.schemas.length;
  await waitFor(`${machines} machines`, async () => {
    const lines = (await debugger_.clients()).split('\n').filter((line) => line.includes('|'));
    return lines.length >= machines || undefined;
  });
  const decoder = new GobDecoder({ maxMessageBytes: 1 << 28, maxElements: 1 << 24 });
  decoder.push(await debugger_.export());
  return { summary, told, dump: decoder.next(DUMP_SHAPE), stopped: await debugger_.stop() };
}

function pipeline(sample, input, out, addresses) {
  return runPipeline(sample, input, out, { ...VARIABLES, AM_DBG_ADDR: addresses });
}

async function record(address, run) {
  const schemas = [];
  const transitions = [];
  const methods = {
    [DBG_METHODS.schema]: rpcMethod(SCHEMA_SHAPE, (message) => void schemas.push(message)),
    [DBG_METHODS.transition]: rpcMethod(TRANSITION_SHAPE, (message) => void transitions.push(message)),
  };
  const server = await serveRpc({ connected: () => methods }, { port: 0, webSocketPort: false });
  const summary = await run(`${address},127.0.0.1:${server.port}`);
  await server.close();
  return { summary, schemas, transitions };
}

/** The debugger puts in times, names of states and indexes of steps, and lines of its own in place of some. */
function withoutLines(message) {
  const { time: _time, calledStates: _called, steps: _steps, logEntries: _lines, ...rest } = message;
  return rest;
}

function changesStates({ isQueued, accepted, logEntries }) {
  return !isQueued && accepted && logEntries.some(({ text }) => /^\[(?:state|auto_)\]/.test(text));
}

function byMachine(list, machineOf, pick) {
  const machines = {};
  for (const each of list) (machines[machineOf(each)] ??= []).push(pick(each));
  return machines;
}

const byId = (a, b) => (a.machineId + a.id < b.machineId + b.id ? -1 : 1);

/** JSON of Go, which has null for what is empty. */
function camelled(message) {
  const key = (name) =>
    name === 'ID' ? 'id' : name === 'MachineID' ? 'machineId' : name[0].toLowerCase() + name.slice(1);
  return Object.fromEntries(Object.entries(message).map(([name, value]) => [key(name), value]));
}

function comparable({ time: _time, args, ...message }) {
  const entries = (list) => (list ?? []).map(({ Level, level = Level, Text, text = Text }) => ({ level, text }));
  return {
    ...message,
    args: args instanceof Map ? Object.fromEntries(args) : (args ?? {}),
    logEntries: entries(message.logEntries),
    preLogEntries: entries(message.preLogEntries),
    calledStates: message.calledStates ?? [],
    calledStatesIdxs: message.calledStatesIdxs ?? [],
    queueDump: message.queueDump ?? [],
    steps: message.steps ?? [],
  };
}

import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { setSchema } from 'statescope';
import type { AnyMachine, MachineOptions } from 'statescope';
import {
  DUMP_SHAPE,
  DbgExporter,
  GobDecoder,
  GobEncoder,
  TypeIds,
  type DbgExporterOptions,
} from '../../src/exporters/dbg/index.js';
import { REQUEST_SHAPE } from '../../src/exporters/dbg/rpc/index.js';
import { bytesOf, type DbgCase, type DbgEvent, type DumpCase } from './dbg-case.js';
import { eventDifference, expectedEvents, maskedEvents, withoutRollbacks } from './dbg-compare.js';
import { DbgPeer } from './dbg-peer.js';
import { argumentOf, decodeAll, readReplies, readRequests } from './gob-replay.js';
import { toJson } from './gob-values.js';
import type { ScriptMachine, ScriptOp } from './script-case.js';
import { ScriptMachines } from './script-machines.js';

const FIRST_ID = 64;
const LEVELS = ['nothing', 'external', 'changes', 'ops', 'decisions', 'everything'] as const;

/**
 * Reads a recorded session, writes the same bytes again, and plays its script against the exporter, with a debugger that takes
 * one call at a time and with one that takes many. The first difference, or undefined.
 */
export async function replayDbgCase(golden: DbgCase): Promise<string | undefined> {
  return readDifference(golden) ?? (await playDifference(golden, false)) ?? playDifference(golden, true);
}

/** Reads what a debugger has exported. */
export function replayDumpCase({ path, machines }: DumpCase): string | undefined {
  const bytes = brotliDecompressSync(readFileSync(`${path}.gob.br`));
  const [value] = decodeAll(bytes, bytes.length, () => DUMP_SHAPE);
  return eventDifference('dump', [machines], [toJson(value, DUMP_SHAPE)]);
}

function readDifference(golden: DbgCase): string | undefined {
  const { connections, fwd } = golden;
  const directions = bytesOf(golden);
  const read = directions.flatMap(([request]) => readRequests(request, request.length).map(eventOf));
  const events = connections.flatMap((connection) => connection.events);
  const difference = eventDifference('read event', events, maskedEvents(read));
  if (difference !== undefined) return difference;
  for (const [i, [request, reply]] of directions.entries()) {
    const answers = readReplies(reply, reply.length);
    if (answers.length !== connections[i]?.calls) return `connection ${String(i)}: ${String(answers.length)} answers`;
    // What passes messages on has met their types in another order.
    if (fwd !== true && !rewritten(request).equals(request))
      return `connection ${String(i)}: other bytes written again`;
  }
  return undefined;
}

function eventOf({ method, seq, arg }: { method: string; seq: unknown; arg: unknown }): DbgEvent {
  return { method, ...(seq !== 0 && { seq: seq as number }), msg: arg as DbgEvent['msg'] };
}

/** A stream of calls, decoded and encoded again: entries of maps keep their order. */
function rewritten(request: Buffer): Buffer {
  const encoder = new GobEncoder({ ids: new TypeIds(FIRST_ID) });
  const decoder = new GobDecoder();
  decoder.push(request);
  const written: Buffer[] = [];
  for (;;) {
    const header = decoder.next(REQUEST_SHAPE);
    if (header === undefined) return Buffer.concat(written);
    const shape = argumentOf(header.serviceMethod);
    written.push(Buffer.from(encoder.encode(header, REQUEST_SHAPE)));
    written.push(Buffer.from(encoder.encode(decoder.next(shape), shape)));
  }
}

/** Lines about these are made by the engine alone, or come from a debugger: there is no script for an exporter in it. */
function isPlayable({ fwd, ops }: DbgCase): boolean {
  return fwd !== true && !ops.some(({ op, text }) => op.startsWith('pipe') || (op === 'dbg' && text === 'id'));
}

async function playDifference(golden: DbgCase, isOrdered: boolean): Promise<string | undefined> {
  if (!isPlayable(golden)) return undefined;
  const run = new Run(golden, isOrdered);
  await run.play();
  if (run.peers.length !== golden.connections.length) return `${String(run.peers.length)} connections`;
  const got = maskedEvents(run.peers.flatMap(({ events }) => events));
  const difference = eventDifference('event', withoutRollbacks(expectedEvents(golden)), withoutRollbacks(got));
  if (difference !== undefined) return difference;
  for (const [i, peer] of run.peers.entries()) {
    if ((golden.connections[i]?.closedByClient === true) !== run.endedEarly.has(peer))
      return `connection ${String(i)} ends`;
    if (!rewritten(peer.request).equals(peer.request)) return `connection ${String(i)}: bytes that Go would not write`;
  }
  return undefined;
}

class Run {
  readonly peers: DbgPeer[] = [];
  /** Whose connection ended before the script did. */
  readonly endedEarly = new Set<DbgPeer>();
  readonly #golden: DbgCase;
  readonly #isOrdered: boolean;
  readonly #machines: ScriptMachines;
  readonly #exporters: DbgExporter[] = [];

  constructor(golden: DbgCase, isOrdered: boolean) {
    this.#golden = golden;
    this.#isOrdered = isOrdered;
    const options = ({ steps, can }: ScriptMachine): Partial<MachineOptions> => ({
      ...(steps === true && { steps: true, checkSteps: can === true }),
    });
    this.#machines = new ScriptMachines(golden.machines, { options });
  }

  async play(): Promise<void> {
    for (const op of this.#golden.ops) await this.#call(op);
    await this.#flush();
    for (const peer of this.peers) if (peer.isEnded) this.endedEarly.add(peer);
    await Promise.all(this.#exporters.map((exporter) => exporter.shutdown()));
  }

  async #call(op: ScriptOp): Promise<void> {
    if (op.op === 'new') {
      this.#machines.create(op);
      return;
    }
    const machine = this.#machines.of(op);
    if (machine === undefined) return;
    if (SUBSCRIPTIONS[op.op]?.(machine, op) !== undefined) return;
    switch (op.op) {
      case 'dbg':
        this.#bind(machine, op);
        return;
      case 'flush':
      case 'wait':
        return this.#flush();
      case 'log':
        machine.log(op.text ?? '');
        return;
      case 'setSchema':
        setSchema(machine, op.schema ?? {}, op.names ?? []);
        return;
      case 'dispose':
        await machine.dispose();
        return this.#flush();
      case 'repeat':
        for (let i = 0; i < (op.n ?? 0); i++) machine.toggle(op.states?.[i % op.states.length] ?? '', op.args);
        return;
      default:
        this.#machines.mutate(machine, op);
    }
  }

  #bind(machine: AnyMachine, op: ScriptOp): void {
    const golden = this.#golden.machines.find(({ key }) => key === (op.mach ?? this.#golden.machines[0]?.key));
    const options: DbgExporterOptions = {
      level: LEVELS[golden?.logLevel ?? 0],
      stacks: this.#golden.trace === true,
      args: golden?.semArgs === true,
      checks: golden?.can === true,
      ownGroup: false,
      inherit: false,
      firstTypeId: FIRST_ID,
      open: () => {
        const peer = new DbgPeer(this.#isOrdered);
        this.peers.push(peer);
        return Promise.resolve(peer.stream);
      },
    };
    const exporter = new DbgExporter(options);
    if (machine.bindTracer(exporter)) this.#exporters.push(exporter);
  }

  async #flush(): Promise<void> {
    for (const exporter of this.#exporters) await exporter.flush();
  }
}

/** Calls that only leave lines. */
const SUBSCRIPTIONS: Readonly<Record<string, (machine: AnyMachine, op: ScriptOp) => unknown>> = {
  when: (machine, { states = [] }) => machine.when(states),
  whenNot: (machine, { states = [] }) => machine.whenNot(states),
  whenTime: (machine, { states = [], times = [] }) => machine.whenTime(states, times),
  whenTicks: (machine, { state = '', ticks = 0 }) => machine.whenTicks(state, ticks),
  whenArgs: (machine, { state = '', args = {} }) => machine.whenArgs(state, args),
  stateCtx: (machine, { state = '' }) => machine.stateSignal(state),
};

import type { AnyMachine } from 'statescope';
import { bindLokiEnv } from '../../src/by-hand/index.js';
import { LokiClient, ReferenceLoki } from '../../src/exporters/loki/index.js';
import type { PushedStream } from '../exporters/loki/loki-double.js';
import { LokiDouble } from '../exporters/loki/loki-double.js';
import type { ScriptMachine, ScriptOp } from './script-case.js';
import { ScriptMachines } from './script-machines.js';

/** One golden case of lines pushed to Loki. */
export interface LokiCase {
  readonly id: string;
  readonly theme: string;
  readonly service: string;
  readonly machines: readonly ScriptMachine[];
  readonly ops: readonly ScriptOp[];
  readonly expect: LokiOutcome;
}

/** What a case expects, or what happened. */
export interface LokiOutcome {
  readonly results: readonly unknown[];
  readonly pushes: readonly (readonly PushedStream[])[];
}

/** Replays one golden case, under preset `go`, against a peer over HTTP. The first difference, or undefined. */
export async function replayLokiCase(golden: LokiCase): Promise<string | undefined> {
  const loki = new LokiDouble();
  const address = await loki.start();
  try {
    return differenceOf(golden.expect, await new Run(golden, address, loki).play());
  } finally {
    await loki.stop();
  }
}

class Run {
  readonly #golden: LokiCase;
  readonly #address: string;
  readonly #loki: LokiDouble;
  readonly #client: LokiClient;
  readonly #machines: ScriptMachines;
  readonly #ends: (() => Promise<void>)[] = [];

  constructor(golden: LokiCase, address: string, loki: LokiDouble) {
    this.#golden = golden;
    this.#address = address;
    this.#loki = loki;
    this.#client = new LokiClient(address, { service: golden.service, preset: 'go' });
    this.#machines = new ScriptMachines(golden.machines);
    this.#ends.push(() => this.#client.shutdown());
  }

  async play(): Promise<LokiOutcome> {
    const results: unknown[] = [];
    for (const op of this.#golden.ops) results.push(await this.#call(op));
    for (const end of this.#ends) await end();
    const isBoundByVariables = this.#golden.ops.some(({ op }) => op === 'bindEnv');
    return { results, pushes: isBoundByVariables ? withoutDisposal(this.#loki.pushes) : this.#loki.pushes };
  }

  /** Mutations return within the call, so that what follows in a script comes right after them. */
  #call(op: ScriptOp): unknown {
    if (op.op === 'new') {
      this.#machines.create(op);
      return null;
    }
    const machine = this.#machines.of(op);
    if (machine === undefined) return null;
    switch (op.op) {
      case 'bind':
        machine.bindTracer(new ReferenceLoki({ client: this.#client }));
        return null;
      case 'bindEnv':
        return this.#bindEnvironment(machine, op);
      case 'log':
        machine.log(op.text ?? '');
        return null;
      case 'dispose':
        return machine.dispose().then(() => null);
      default:
        return this.#machines.mutate(machine, op);
    }
  }

  async #bindEnvironment(machine: AnyMachine, { text }: ScriptOp): Promise<null> {
    const environment = {
      AM_TELEMETRY_PRESET: 'go',
      AM_SERVICE: text === 'noservice' ? '' : this.#golden.service,
      AM_LOKI_ADDR: text === 'noaddr' ? '' : this.#address,
    };
    const handle = await bindLokiEnv(machine, { environment });
    if (handle !== undefined) this.#ends.push(() => handle.dispose());
    return null;
  }
}

/** Which lines arrive once a machine is being disposed of is a race in the reference; the cases leave them out. */
function withoutDisposal(pushes: LokiOutcome['pushes']): LokiOutcome['pushes'] {
  const all = pushes.flat();
  const end = all.findIndex(({ values }) => values.some(([, line]) => line.includes('Disposing')));
  const before = end === -1 ? all : all.slice(0, end);
  const kept = before.filter(({ values }) => values.every(([, line]) => !line.includes('Dispos')));
  return Array.from({ length: Math.ceil(kept.length / 5) }, (_, i) => kept.slice(5 * i, 5 * i + 5));
}

function differenceOf(expected: LokiOutcome, actual: LokiOutcome): string | undefined {
  const times = actual.pushes.flat().flatMap(({ values }) => values.map(([time]) => time));
  const disorder = times.findIndex((time, i) => !/^\d{19}$/.test(time) || (i > 0 && time < (times[i - 1] ?? '')));
  if (disorder !== -1)
    return `time ${String(disorder)} is ${String(times[disorder])} after ${String(times[disorder - 1])}`;
  return (
    compare('results', expected.results, actual.results) ??
    compareLists(
      'pushes',
      expected.pushes,
      actual.pushes.map((push) => push.map(masked)),
    )
  );
}

function masked({ stream, values }: PushedStream): PushedStream {
  const sorted = Object.fromEntries(Object.entries(stream).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { stream: sorted, values: values.map(([, line, ...rest]) => ['<ns>', maskedLine(line), ...rest] as const) };
}

function maskedLine(line: string): string {
  if (line.includes(': [source] ')) return line.replace(/\[source\].*/s, '[source]');
  return line.startsWith('ERROR: [error') ? line.replace(/\n.*/s, '\n<stack>') : line;
}

function compareLists(name: string, expected: readonly unknown[], actual: readonly unknown[]): string | undefined {
  for (let i = 0; i < Math.max(expected.length, actual.length); i++) {
    const difference = compare(`${name}[${String(i)}]`, expected[i], actual[i]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function compare(where: string, expected: unknown, actual: unknown): string | undefined {
  const [wanted, got] = [JSON.stringify(expected), JSON.stringify(actual)];
  return wanted === got ? undefined : `${where}: expected ${wanted}, got ${got}`;
}

import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { setSchema } from 'statescope';
import type { AnyMachine } from 'statescope';
import { AveragedMetrics, Pusher } from '../../src/exporters/prometheus/index.js';
import type { ScriptMachine, ScriptOp } from './script-case.js';
import { ScriptMachines } from './script-machines.js';

/** One golden case of the averaged gauges. */
export interface PromCase {
  readonly id: string;
  readonly theme: string;
  readonly machines: readonly ScriptMachine[];
  readonly ops: readonly ScriptOp[];
  readonly expect: readonly PromOutcome[];
}

/** What an op is expected to do; absent is 0, nothing or no. */
export interface PromOutcome {
  readonly result?: number | string;
  /** The message it threw with, in the reference. */
  readonly throws?: string | boolean;
  readonly text?: string;
  /** The same text as the last one. */
  readonly same?: boolean;
  readonly request?: { readonly method: string; readonly url: string };
}

/** Replays one golden case, under preset `go`. The first difference, or undefined. */
export async function replayPromCase(golden: PromCase): Promise<string | undefined> {
  const run = new Run(golden);
  await run.start();
  try {
    let text = '';
    for (const [i, op] of golden.ops.entries()) {
      const expected = golden.expect[i] ?? {};
      const actual = await run.call(op);
      const wanted = expected.same === true ? text : expected.text;
      text = wanted ?? text;
      const difference =
        compare('throws', expected.throws !== undefined, actual.throws === true) ??
        (expected.throws === undefined ? compare('result', expected.result ?? 0, actual.result ?? 0) : undefined) ??
        (wanted === undefined ? undefined : compare('text', valuesOf(wanted), valuesOf(actual.text ?? ''))) ??
        compare('request', pathOf(expected), pathOf(actual));
      if (difference !== undefined) return `op ${String(i)} (${op.op}): ${difference}`;
    }
    return undefined;
  } finally {
    await run.end();
  }
}

class Run {
  readonly #registry = new Registry();
  readonly #pushed = new Registry();
  readonly #machines: ScriptMachines;
  readonly #metrics = new Map<AnyMachine, AveragedMetrics>();
  readonly #requests: { method: string; url: string; body: string }[] = [];
  #nowMs = 0;
  #pusher: Pusher | undefined;
  #server: Server | undefined;
  #bound = 0;

  constructor(golden: PromCase) {
    const options = ({ steps, can }: ScriptMachine) => ({ steps: steps === true, checkSteps: can === true });
    const hook = ({ op, us = 0 }: ScriptOp): boolean => {
      if (op !== 'sleep') return false;
      this.#nowMs += us / 1000;
      return true;
    };
    this.#machines = new ScriptMachines(golden.machines, { options, hook });
  }

  async start(): Promise<void> {
    const server = (this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        this.#requests.push({ method: request.method ?? '', url: request.url ?? '', body });
        response.end();
      });
    }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  async end(): Promise<void> {
    await this.#pusher?.shutdown();
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  async call(op: ScriptOp): Promise<PromOutcome> {
    if (op.op === 'new') return this.#new(op);
    const machine = this.#machines.of(op);
    if (machine === undefined) return {};
    const metrics = this.#metrics.get(machine);
    switch (op.op) {
      case 'bind':
        return this.#bind(machine, op);
      case 'sync':
        metrics?.sync(machine.view);
        return this.#gathered();
      case 'gather':
        return this.#gathered();
      case 'close':
        metrics?.close(machine.view);
        return this.#gathered();
      case 'dispose':
        await machine.dispose();
        return this.#gathered();
      case 'detach':
        if (metrics !== undefined) machine.detachTracer(metrics.id);
        return {};
      case 'setSchema':
        setSchema(machine, op.schema ?? {}, op.names ?? []);
        return {};
      case 'push':
        return this.#push();
    }
    const result = this.#machines.mutate(machine, op);
    return result === 'throws' ? { throws: true } : { result };
  }

  /** In the reference a colliding id throws out of the constructor, and there is no machine. */
  #new(op: ScriptOp): PromOutcome {
    const failuresBefore = this.#failures();
    this.#machines.create(op);
    const machine = this.#machines.of(op);
    // A submachine is synced by its parent's metrics; by itself where somebody asks for it.
    const heir = machine?.tracers.find((tracer) => tracer instanceof AveragedMetrics);
    if (machine !== undefined && heir !== undefined) this.#metrics.set(machine, heir);
    return this.#failures() > failuresBefore ? { throws: true } : {};
  }

  #failures(): number {
    return [...new Set(this.#metrics.values())].reduce((sum, { refused }) => sum + refused, 0);
  }

  #bind(machine: AnyMachine, { to, text = '' }: ScriptOp): PromOutcome {
    const inherit = { unmarked: true };
    const id = `prom${String(this.#bound++)}`;
    const metrics = new AveragedMetrics({ id, preset: 'go', inherit, syncOnRead: false, now: () => this.#nowMs });
    this.#metrics.set(machine, metrics);
    machine.bindTracer(metrics);
    if (to === 'none') return {};
    if (to === 'pusher') {
      metrics.register(this.#pushed);
      const { port } = this.#server?.address() as AddressInfo;
      const url = `http://127.0.0.1:${String(port)}`;
      this.#pusher ??= new Pusher({ url, registry: this.#pushed, job: text });
      return {};
    }
    try {
      metrics.register(this.#registry);
      return {};
    } catch {
      return { throws: true };
    }
  }

  async #push(): Promise<PromOutcome> {
    await this.#pusher?.push();
    const { method = '', url = '', body = '' } = this.#requests.at(-1) ?? {};
    return { text: body, request: { method, url } };
  }

  async #gathered(): Promise<PromOutcome> {
    return { text: await this.#registry.metrics() };
  }
}

/** Types and values, in the order of names; what a metric means, each may say in its own words. */
function valuesOf(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('# HELP'));
  return lines.sort().join('\n');
}

function pathOf({ request }: PromOutcome): string {
  return request === undefined ? '' : `${request.method} ${request.url.replace(/^https?:\/\/[^/]+/, '')}`;
}

function compare(where: string, expected: unknown, actual: unknown): string | undefined {
  if (expected === actual) return undefined;
  return `${where}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}

import type { AnyMachine, Tracer } from 'statescope';
import { DbgExporter, type DbgExporterOptions, type TransitionMessage } from '../../../src/exporters/dbg/index.js';
import { ExpectedMessages, compared, type ComparedMessage } from './expected-messages.js';
import { scriptedPeer, type Told } from './scripted-peer.js';

/** A run of a machine that a debugger is told of, next to what it has to be told. */
export class ComparedRun {
  readonly expected = new ExpectedMessages();
  readonly exporter: DbgExporter;
  readonly #messages: TransitionMessage[] = [];

  constructor(options: DbgExporterOptions = {}) {
    const told: Told = { schemas: [], transitions: [], mostAtOnce: { calls: 0 }, messages: this.#messages };
    this.exporter = new DbgExporter({
      level: 'nothing',
      stacks: false,
      open: () => Promise.resolve(scriptedPeer(told, { isOrdered: true })),
      ...options,
    });
  }

  /** For the machine. */
  get tracers(): readonly Tracer[] {
    return [this.expected, this.exporter];
  }

  /** Ends the run; the first message that was told otherwise than it should have been, and what was told. */
  async end(machine: AnyMachine) {
    await this.exporter.shutdown();
    const told = this.#messages.map(lineOf);
    const expected = this.expected.messages.map(lineOf);
    await machine.dispose();
    const at = Array.from({ length: Math.max(told.length, expected.length) }, (_, i) => i).find(
      (i) => told[i] !== expected[i],
    );
    return {
      told,
      expected,
      difference: at === undefined ? undefined : { at, told: told[at], expected: expected[at] },
    };
  }
}

const lineOf = (message: ComparedMessage): string => JSON.stringify(compared(message));

import type {
  InheritRules,
  LogLevel,
  LogLine,
  MachineView,
  MutationView,
  Selection,
  Tracer,
  TransitionView,
} from '../../tracer/index.js';
import { LOG_LEVELS, SELECT_ALL } from '../../tracer/index.js';
import { Redaction, backgroundTimers, type Timers } from '../shared/index.js';
import { targetsOf, type DbgExporterOptions } from './dbg-options.js';
import { LinkRecorder, MachineRecorder, RecordParts, Scratch, type RecorderOptions } from './recorder/index.js';
import { WireFormat, type DebuggerStats, type DebuggerTarget, type MachineLink } from './stream/index.js';

const ID = 'dbg';
const FLUSH_MS = 5_000;

/**
 * Tells debuggers all that happens in machines: schema, what is queued, transitions, steps where machines record them, log
 * lines. Speaks the protocol of am-dbg, and faster with receivers of this package (debugger specification).
 *
 * A callback writes into memory that was allocated before; sending happens later. A debugger that is slow, stuck or gone costs
 * messages, which are counted, and nothing else; one that comes back gets the schema again.
 */
export class DbgExporter implements Tracer {
  readonly id: string;
  readonly inheritable: boolean | InheritRules;
  readonly logLevel: LogLevel;
  readonly wantsSteps: boolean;
  /** Takes lines; absent where none are wanted, so that machines put none together. */
  readonly log?: (line: LogLine) => void;
  readonly #targets: readonly DebuggerTarget[];
  readonly #wire: WireFormat;
  readonly #scratch = new Scratch();
  readonly #options: RecorderOptions;
  readonly #flushMs: number;
  readonly #timers: Timers;
  readonly #recorders = new WeakMap<MachineView, MachineRecorder>();
  /** Of machines that are gone as well, until they are through. */
  readonly #links = new Set<MachineLink>();
  /** A machine that nobody disposed of goes as well. */
  readonly #gone = new FinalizationRegistry<readonly MachineLink[]>((links) => {
    endAll(links);
  });
  /** The machine of the last callback, as it is likely to be that of the next one; not for long, as it may be gone then. */
  #machine: MachineView | undefined;
  #recorder: MachineRecorder | undefined;
  #end: Promise<void> | undefined;

  /** @throws MachineError `CONFIG` for what is no address */
  constructor(options: DbgExporterOptions = {}) {
    const { level = 'ops', inherit = false, flushMs = FLUSH_MS } = options;
    this.id = options.id ?? ID;
    this.inheritable = inherit;
    this.logLevel = LOG_LEVELS[level];
    this.wantsSteps = options.steps === true;
    if (this.logLevel > LOG_LEVELS.nothing) {
      this.log = (line) => {
        this.#of(line.machine)?.line(line);
      };
    }
    this.#wire = new WireFormat(options.firstTypeId);
    this.#targets = targetsOf(options, this.#wire);
    this.#flushMs = flushMs;
    this.#timers = options.timers ?? backgroundTimers;
    const { stacks = true, stackFilter, args = false, checks = false, ownGroup = true } = options;
    this.#options = { stacks, stackFilter, args, checks, ownGroup, lines: this.logLevel > LOG_LEVELS.nothing };
  }

  /** What became of the messages, for each debugger. */
  stats(): readonly DebuggerStats[] {
    return this.#targets.map((target) => target.stats);
  }

  machineInit(machine: MachineView, selection: Selection = SELECT_ALL): void {
    if (this.#end !== undefined || this.#recorders.has(machine)) return;
    const parts = new RecordParts(this.#scratch);
    const links = this.#targets.flatMap((target) => target.link(machine.id) ?? []);
    if (links.length === 0) return;
    this.#keep(links);
    this.#gone.register(machine, links);
    const recorders = links.map((link) => new LinkRecorder(link, this.#wire, parts));
    const redaction = Redaction.of(selection);
    this.#recorders.set(machine, new MachineRecorder(machine, recorders, parts, redaction, this.#options));
    this.#forget();
  }

  mutationQueued(machine: MachineView, mutation: MutationView): void {
    this.#of(machine)?.queued(mutation);
  }

  transitionEnd(transition: TransitionView): void {
    this.#of(transition.machine)?.ended(transition);
  }

  verifyStates(machine: MachineView): void {
    this.#of(machine)?.schema();
  }

  schemaChange(machine: MachineView): void {
    this.#of(machine)?.schema();
  }

  machineDispose(machine: MachineView): void {
    this.#leave(machine);
  }

  machineDetach(machine: MachineView): void {
    this.#leave(machine);
  }

  /** Waits until debuggers have what was recorded, or do not take it. */
  async flush(): Promise<void> {
    await Promise.all([...this.#links].map((link) => link.flush(this.#flushMs)));
  }

  shutdown(): Promise<void> {
    return (this.#end ??= this.#shutDown());
  }

  async #shutDown(): Promise<void> {
    await this.flush();
    for (const link of this.#links) link.close();
    for (const target of this.#targets) target.close();
    this.#links.clear();
    this.#forget();
  }

  #of(machine: MachineView): MachineRecorder | undefined {
    if (machine === this.#machine) return this.#recorder;
    if (this.#machine === undefined) {
      this.#timers.setTimeout(() => {
        this.#forget();
      }, 0);
    }
    this.#machine = machine;
    this.#recorder = this.#recorders.get(machine);
    return this.#recorder;
  }

  #leave(machine: MachineView): void {
    const recorder = this.#recorders.get(machine);
    if (recorder === undefined) return;
    recorder.settle();
    this.#recorders.delete(machine);
    this.#forget();
    endAll(recorder.links.map(({ link }) => link));
  }

  /** Links know nothing of their machine, and neither does what is made here. */
  #keep(links: readonly MachineLink[]): void {
    for (const link of links) {
      this.#links.add(link);
      link.over = () => this.#links.delete(link);
    }
  }

  #forget(): void {
    this.#machine = undefined;
    this.#recorder = undefined;
  }
}

function endAll(links: readonly MachineLink[]): void {
  for (const link of links) link.end();
}

import type { RemotePolicy } from '../../metadata/index.js';
import type { MachineView, MutationSource, Selection } from '../../tracer/index.js';
import type { MachineTraces } from './machine-traces.js';
import type { TraceSettings } from './settings.js';
import type { ActiveContext } from './span-sink.js';

/** What the machines of a class do with traces that come from other processes. */
export function remotePolicyOf({ remote }: Pick<TraceSettings, 'remote'>, { options }: Selection): RemotePolicy {
  if (remote !== undefined) return remote;
  const marked = options['remote'];
  return marked === 'link' || marked === 'restart' ? marked : 'continue';
}

/** What comes along with mutations from other processes. */
export class RemoteSources {
  readonly #settings: TraceSettings;
  readonly #machines: MachineTraces;

  constructor(settings: TraceSettings, machines: MachineTraces) {
    this.#settings = settings;
    this.#machines = machines;
  }

  policyOf(machine: MachineView): RemotePolicy {
    const trace = this.#machines.get(machine);
    return trace === undefined
      ? (this.#settings.remote ?? 'continue')
      : remotePolicyOf(this.#settings, trace.selection);
  }

  /**
   * What came along; undefined for what was made here, and where the class of the machine takes nothing.
   * @param within what was active when the mutation was made, which it is added to
   */
  read(machine: MachineView, source: MutationSource | undefined, within?: ActiveContext): ActiveContext | undefined {
    if (source === undefined || (source.traceparent === undefined && source.carrier === undefined)) return undefined;
    return this.policyOf(machine) === 'restart' ? undefined : this.#settings.propagation.read(source, within);
  }

  /** What is active where nothing else is. */
  base(machine: MachineView): ActiveContext | undefined {
    const { base } = this.#settings.propagation;
    return base === undefined || this.policyOf(machine) === 'restart' ? undefined : base;
  }
}

import { ATTR, LINK_KIND, SPAN } from '../../semconv.js';
import type { RemotePolicy } from '../../metadata/index.js';
import type { TraceContext } from '../../tracer/index.js';
import type { MachinePlace } from './machine-trace.js';
import type { TraceSettings } from './settings.js';
import { startInstant, startRoot } from './span-sink.js';
import { indexesOf, shareIndexes } from './trace-indexes.js';
import type { IndexCounter } from './trace-indexes.js';

const LINK_CONTINUATION = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.continuation });
const LINK_REMOTE = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.remote });

/** What the machines of a tracer stand below that have no traced machine above them. */
export class TraceRoots {
  readonly #settings: TraceSettings;
  readonly #indexes: IndexCounter;
  /** A span of this tracer, above machines that stand below nothing else. */
  #own: TraceContext | undefined;
  /** What followed the parent that was given, once its trace was full. */
  #next: TraceContext | undefined;

  constructor(settings: TraceSettings) {
    this.#settings = settings;
    const { parent } = settings;
    this.#indexes = parent === undefined ? { next: 0 } : indexesOf(parent);
  }

  /** The next index of a machine: one of its trace, whichever tracer of the process has the others. */
  nextIndex(): number {
    return this.#indexes.next++;
  }

  /** The place of a machine. */
  place(policy: RemotePolicy, timeMs: number): MachinePlace {
    const { parent, autoRoot, sink } = this.#settings;
    const isRemote = parent?.isRemote === true;
    if (parent !== undefined && !(isRemote && policy !== 'continue')) {
      return { parent: this.#next ?? parent, isRemote: isRemote && this.#next === undefined };
    }
    // The span above all machines, made with the first of them.
    if (autoRoot) this.#own ??= this.#began(startRoot(sink, timeMs));
    const linked = parent !== undefined && policy === 'link';
    const links = linked ? [{ context: parent, attributes: LINK_REMOTE }] : undefined;
    return { parent: this.#own, isRemote: false, links };
  }

  /** Whether machines that are still to come may enter a trace. */
  has(traceId: string): boolean {
    return this.#own?.traceId === traceId || (this.#next ?? this.#settings.parent)?.traceId === traceId;
  }

  /** What stands above the machines of a trace goes on in another one. */
  rotate(traceId: string, timeMs: number): void {
    const given = this.#next ?? this.#settings.parent;
    if (this.#own?.traceId === traceId) this.#own = this.#after(this.#own, timeMs);
    else if (given?.traceId === traceId) this.#next = this.#after(given, timeMs);
  }

  #after(before: TraceContext, timeMs: number): TraceContext {
    const links = [{ context: before, attributes: LINK_CONTINUATION }];
    return this.#began(
      startInstant(this.#settings.sink, { name: SPAN.root, parent: undefined, timeMs, links }).context,
    );
  }

  #began(root: TraceContext): TraceContext {
    shareIndexes(root, this.#indexes);
    this.#settings.onRoot?.(root);
    return root;
  }
}

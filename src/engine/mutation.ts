import type { MutationSource, MutationType, MutationView } from '../tracer/index.js';
import type { CompiledSchema } from './compiled-schema.js';

/** What a mutator returns: executed, canceled, or the queue tick of a queued mutation (2 and above). */
export type Result = number;

/** The mutation ran and was accepted. */
export const EXECUTED: Result = 0;
/** The mutation was rejected, or could not be queued. */
export const CANCELED: Result = 1;
/** The mutation waits; any result from here up is a queue tick. */
export const QUEUED: Result = 2;

/** Tells a queued mutation from one that ran. */
export function isQueued(result: Result): boolean {
  return result >= QUEUED;
}

/** Arguments of a mutation. */
export type Args = Readonly<Record<string, unknown>>;

/** Arguments of a mutation that has none; compared by identity. */
export const NO_ARGS: Args = Object.freeze({});

/** Mutation types by their numbers. */
export const TYPE_NAMES: readonly MutationType[] = ['add', 'remove', 'set'];

/** Name of a mutation type given by its number. */
export function typeName(type: number): MutationType {
  return TYPE_NAMES[type] as MutationType;
}

/** Whether a mutation adds exactly one health state (machine specification §4.6); exporters use a looser notion. */
export function isHealth(schema: CompiledSchema, kind: number, indexes: readonly number[]): boolean {
  const [only] = indexes;
  if (kind !== 0 || indexes.length !== 1 || only === undefined) return false;
  const name = schema.nameOf(only);
  return name === 'Healthcheck' || name === 'Heartbeat';
}

/** A mutation on its way through the queue. */
export class Mutation implements MutationView {
  queueTick = 0;
  queueTickNow = 0;
  queueLength = 0;
  queueToken = 0;
  queuedAt = 0;
  #called: readonly string[] | undefined;

  constructor(
    readonly schema: CompiledSchema,
    readonly kind: number,
    readonly indexes: readonly number[],
    readonly args: Args,
    readonly source: MutationSource | undefined,
    readonly auto: boolean,
    readonly check: boolean,
  ) {}

  get type(): MutationType {
    return typeName(this.kind);
  }

  get called(): readonly string[] {
    return (this.#called ??= this.schema.namesOf(this.indexes));
  }

  /** Only an Exception mutation may pass a full queue, and never nests in itself. */
  get callsException(): boolean {
    return this.indexes.includes(this.schema.exception);
  }
}

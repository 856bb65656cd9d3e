import type { MutationType } from '../tracer/index.js';
import { coreOf } from './core-of.js';
import { drain } from './drain.js';
import { mutationSource } from './event-source.js';
import type { Machine, MutationOptions } from './machine.js';
import { Mutation, NO_ARGS, QUEUED, TYPE_NAMES, type Args, type Result } from './mutation.js';
import { indexesOf, refuse } from './mutators.js';
import type { StateOf } from './names.js';
import type { Schema } from './schema.js';

/** A mutation as data. */
export interface MutationRequest<K extends string = string> extends MutationOptions {
  readonly type: MutationType;
  readonly states: K | readonly K[];
  readonly args?: Args | undefined;
}

/**
 * Puts a mutation before everything that waits, and runs the queue (machine specification §4.1). It has no queue tick, is
 * never taken for a duplicate and passes a full queue. In a handler it returns `QUEUED`, which can't be waited for.
 * Throws `STATE_MISSING`.
 */
export function prepend<S extends Schema>(machine: Machine<S>, request: MutationRequest<StateOf<S>>): Result {
  const core = coreOf(machine);
  if (!core.prepared) core.prepare();
  const kind = TYPE_NAMES.indexOf(request.type);
  const source = mutationSource(request.source);
  if (core.disposing) return refuse(core, kind, request.states, request.args, source, 'disposed');
  const indexes = indexesOf(core, request.states);
  const { args = NO_ARGS } = request;
  core.prepend(new Mutation(core.schema, kind, indexes, args, source, false, false));
  return core.draining ? QUEUED : drain(core);
}

import type { MutationType } from '../tracer/index.js';
import { MachineError } from '../errors.js';
import { coreOf } from './core-of.js';
import type { Core } from './core.js';
import { drain } from './drain.js';
import { mutationSource } from './event-source.js';
import type { MutationOptions } from './machine-options.js';
import type { Machine } from './machine.js';
import { Mutation, QUEUED, TYPE_NAMES, type Args, type Result } from './mutation.js';
import { givenArgs, indexesOf, refuse } from './mutators.js';
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
 * Throws `STATE_MISSING`, and `INVALID_ARGS` for another type of mutation.
 */
export function prepend<S extends Schema>(machine: Machine<S>, request: MutationRequest<StateOf<S>>): Result {
  const core = coreOf(machine);
  if (!core.prepared) core.prepare();
  const kind = kindOf(core, request.type);
  const source = mutationSource(request.source);
  if (core.disposing) return refuse(core, kind, request.states, request.args, source, 'disposed');
  const indexes = indexesOf(core, request.states);
  core.prepend(new Mutation(core.schema, kind, indexes, givenArgs(request.args), source, false, false));
  return core.draining ? QUEUED : drain(core);
}

function kindOf(core: Core, type: MutationType): number {
  const kind = TYPE_NAMES.indexOf(type);
  if (kind !== -1) return kind;
  throw new MachineError('INVALID_ARGS', `a mutation is one of ${TYPE_NAMES.join(', ')}, got ${type} for ${core.id}`);
}

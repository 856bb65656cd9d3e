import { FORM } from '../copies.js';
import { onDispose } from '../engine/index.js';
import type { AnyMachine } from '../engine/index.js';
import { bindByHand, detach, handleOf } from '../exporters/shared/index.js';
import type { Handle } from '../exporters/shared/index.js';
import type { TelemetryConfig } from '../config/index.js';
import type { InheritRules, Tracer } from '../tracer/index.js';

/** A machine, whatever its schema. */
export type BoundMachine = Pick<AnyMachine, 'id' | 'parent' | 'tracers' | 'bindTracer' | 'detachTracer'>;

/** A tracer of the process, and how many machines use it. */
interface SharedTracer<T extends Tracer> {
  readonly tracer: T;
  readonly end: () => Promise<void>;
  users: number;
}

/** What makes a tracer, and releases what it holds besides. */
export interface TracerSource<T extends Tracer> {
  readonly tracer: T;
  readonly end?: (() => Promise<void>) | undefined;
}

const KEY = Symbol.for(`statescope.byHand.${FORM}`);
const holder = globalThis as { [KEY]?: Map<string, Promise<SharedTracer<Tracer>>> | undefined };
const made = (holder[KEY] ??= new Map<string, Promise<SharedTracer<Tracer>>>());

/**
 * Binds a machine to a tracer that all machines with the same settings share, as they share a trace, a file and a port. It is
 * made for the first machine and ends with the last one; a machine that is disposed of takes its leave by itself.
 * @param key what makes two tracers the same
 * @throws MachineError `BINDING` when the machine is bound already; what `make` throws
 */
export async function bindShared<T extends Tracer>(
  machine: AnyMachine,
  key: string,
  make: () => Promise<TracerSource<T>>,
): Promise<{ readonly handle: Handle; readonly tracer: T }> {
  const shared = await sharedFor(key, make);
  let bound: Handle;
  try {
    bound = bindByHand(machine, shared.tracer, false);
  } catch (error) {
    await leave(key, shared);
    throw error;
  }
  const handle = handleOf(shared.tracer.id, {
    flush: () => bound.flush(),
    dispose: async () => {
      // The end of the tracer hands over what it holds: both would wait twice for a receiver that is down.
      if (shared.users === 1) detach(machine, shared.tracer);
      else await bound.dispose();
      await leave(key, shared);
    },
  });
  onDispose(machine, () => handle.dispose());
  return { handle, tracer: shared.tracer };
}

/** What variables decide, they decide for every submachine: nobody has to mark a class for them. */
export function inheritByVariables({ rpc }: TelemetryConfig): InheritRules {
  return { unmarked: true, rpc };
}

async function sharedFor<T extends Tracer>(
  key: string,
  make: () => Promise<TracerSource<T>>,
): Promise<SharedTracer<T>> {
  let pending = made.get(key) as Promise<SharedTracer<T>> | undefined;
  if (pending === undefined) {
    pending = make().then(({ tracer, end }) => ({ tracer, end: end ?? (() => Promise.resolve()), users: 0 }));
    made.set(key, pending);
    // The next one may try again.
    pending.catch(() => made.delete(key));
  }
  const shared = await pending;
  shared.users += 1;
  return shared;
}

async function leave(key: string, shared: SharedTracer<Tracer>): Promise<void> {
  shared.users -= 1;
  if (shared.users > 0) return;
  made.delete(key);
  await shared.tracer.shutdown?.();
  await shared.end();
}

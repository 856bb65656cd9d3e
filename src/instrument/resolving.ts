import type { ClassLike } from '../metadata/index.js';
import { shared } from './shared-state.js';

/** A machine of a class that a container is making. */
export interface Resolution {
  readonly container: unknown;
  readonly Class: ClassLike;
}

/** Makes it the container of machines of this class made while `make` runs, its synchronous part only. */
export function resolveIn<R>(container: unknown, Class: ClassLike, make: () => R): R {
  const resolution: Resolution = { container, Class };
  shared.resolving.push(resolution);
  try {
    return make();
  } finally {
    shared.resolving.splice(shared.resolving.lastIndexOf(resolution), 1);
  }
}

/** The container that is making something now; of this class, when one is given. */
export function resolvingContainer(Class?: ClassLike): unknown {
  const current = shared.resolving.at(-1);
  return Class === undefined || current?.Class === Class ? current?.container : undefined;
}

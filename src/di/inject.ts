import 'reflect-metadata';
import type { DependencyContainer, InjectionToken } from 'tsyringe';
import { MachineError } from '../errors.js';
import { whereabouts } from '../instrument/index.js';
import type { ObservedMachine, TelemetryScope } from '../instrument/index.js';

const containers = new WeakMap<TelemetryScope, DependencyContainer>();

/** Remembers where a telemetry was started. */
export function rememberContainer(scope: TelemetryScope, container: DependencyContainer): void {
  containers.set(scope, container);
}

/**
 * What a container has for a token, in a field initialiser: `readonly http = inject(HTTP)`. Standard decorators have no
 * parameters to mark, so this stands in for `@inject`.
 *
 * The container is the one that is resolving the machine; else that of the machine, when it is passed; else that of the
 * enclosing `telemetry.run`; else that of the only telemetry started.
 * @param machine `this`, for a class that is also made by `new` in one of several containers, or by `submachine`
 * @throws MachineError `INJECT` when nothing tells the container; what tsyringe throws for a token nobody registered
 */
export function inject<T>(token: InjectionToken<T>, machine?: ObservedMachine): T {
  const container = containerAt(machine) ?? containerAt(undefined);
  if (container !== undefined) return container.resolve(token);
  throw new MachineError(
    'INJECT',
    `inject(${nameOf(token)}) found no container: resolve the machine from one, give it the option "container" and pass ` +
      `"this" as the second argument, or make it inside of telemetry.run`,
  );
}

function containerAt(machine: ObservedMachine | undefined): DependencyContainer | undefined {
  const { container, scope } = whereabouts(machine);
  if (container !== undefined) return container as DependencyContainer;
  return scope === undefined ? undefined : containers.get(scope);
}

function nameOf(token: InjectionToken<unknown>): string {
  return typeof token === 'function' ? token.name : typeof token === 'object' ? 'a delayed class' : String(token);
}

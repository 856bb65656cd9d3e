import { MachineError } from '../errors.js';
import { idOf, thrownText } from '../tracer/index.js';
import { checkedModule } from './module-check.js';
import type { ModuleContext, StartedModule, TelemetryModule } from './module.js';
import { RunningModules } from './running-modules.js';

/**
 * Starts modules one after the other; when one fails, those before it are shut down again. Of two modules of one name
 * the later one is left out.
 * @throws MachineError of the module, or `EXPORTER` naming it, for anything else it throws
 */
export async function startModules(
  modules: readonly TelemetryModule[],
  context: ModuleContext,
): Promise<RunningModules> {
  const started = new Map<string, StartedModule>();
  try {
    for (const module of modules) {
      if (started.has(module.name)) {
        context.warn(`module ${module.name} is given twice; the first one runs`);
        continue;
      }
      const running = await checkedModule(module, await begin(module, context));
      if (running !== undefined) started.set(module.name, running);
    }
  } catch (error) {
    await new RunningModules(started).shutdown();
    throw error;
  }
  warnOfSameIds(started, context);
  return new RunningModules(started, (signal, error) => context.onError(signal, error));
}

async function begin(module: TelemetryModule, context: ModuleContext): Promise<StartedModule | undefined> {
  try {
    return await module.start(context);
  } catch (cause) {
    if (cause instanceof MachineError) throw cause;
    throw new MachineError('EXPORTER', `module ${module.name} could not be started: ${thrownText(cause)}`, { cause });
  }
}

/** A machine is bound to one tracer of an id at most, so that the others would see nothing and nobody would know why. */
function warnOfSameIds(started: ReadonlyMap<string, StartedModule>, context: ModuleContext): void {
  const owners = new Map<string, string>();
  for (const [name, { tracers }] of started) {
    for (const tracer of tracers) {
      const id = idOf(tracer);
      const owner = owners.get(id);
      if (owner === undefined) owners.set(id, name);
      else
        context.warn(
          `two tracers have the id ${id}, of ${[...new Set([owner, name])].join(' and ')}: machines get the first one`,
        );
    }
  }
}

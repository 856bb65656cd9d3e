import { MachineError } from '../errors.js';
import type { StartedModule, TelemetryModule } from './module.js';

const SIGNALS: readonly unknown[] = ['traced', 'metered', 'logged', undefined];

/**
 * Finds what authors without types may have made of a module, before a machine meets it: who a tracer is and what it is for is
 * read while machines are made, which it must not stop.
 * Shuts the module down again then.
 * @throws MachineError `CONFIG` naming the module, what was given and what was expected
 */
export async function checkedModule(
  { name }: TelemetryModule,
  running: StartedModule | undefined,
): Promise<StartedModule | undefined> {
  try {
    if (running !== undefined) check(name, running);
    return running;
  } catch (error) {
    await Promise.resolve()
      .then(() => running?.shutdown?.())
      .catch(() => undefined);
    throw error;
  }
}

function check(name: string, running: unknown): void {
  const { tracers } = Object(running) as { readonly tracers?: unknown };
  if (!Array.isArray(tracers)) {
    const given = running === null || typeof running !== 'object' ? String(running) : 'an object without tracers';
    throw mistake(name, `start() gave ${given}`, '{ tracers: [...] }, or undefined where it is switched off');
  }
  for (const [at, tracer] of (tracers as readonly unknown[]).entries()) checkTracer(name, at, tracer);
}

function checkTracer(name: string, at: number, tracer: unknown): void {
  if (typeof tracer !== 'object' || tracer === null) {
    throw mistake(name, `tracers[${String(at)}] is ${String(tracer)}`, 'an object with an id and callbacks');
  }
  const id = read(name, at, tracer, 'id');
  if (typeof id !== 'string' || id === '') {
    throw mistake(name, `tracers[${String(at)}] has no id`, 'a text that no other tracer has');
  }
  const signal = read(name, at, tracer, 'signal');
  if (!SIGNALS.includes(signal)) {
    throw mistake(name, `signal of tracer ${id} is ${String(signal)}`, 'traced, metered, logged, or none for all');
  }
  read(name, at, tracer, 'inheritable');
}

/** A property that may be a getter which throws. */
function read(name: string, at: number, tracer: object, property: string): unknown {
  try {
    return Reflect.get(tracer, property);
  } catch (cause) {
    const message = `module ${name}: ${property} of tracers[${String(at)}] can not be read`;
    throw new MachineError('CONFIG', message, { cause });
  }
}

function mistake(name: string, given: string, expected: string): MachineError {
  return new MachineError('CONFIG', `module ${name}: ${given}: expected ${expected}`);
}

import type { DependencyContainer } from 'tsyringe';
import { MachineError } from '../errors.js';

/** What callers without types may hand over. */
interface Given {
  readonly modules?: unknown;
  readonly diagnostic?: unknown;
}

/**
 * Finds what is no container, no module or no function before anything starts.
 * @throws MachineError `CONFIG` naming what was given and what was expected
 */
export function checkStart(container: unknown, options: unknown): void {
  if (typeof (container as Partial<DependencyContainer> | undefined)?.createChildContainer !== 'function') {
    throw mistake(
      `the container is ${kindOf(container)}`,
      'a container of tsyringe, as `import { container } from "tsyringe"`',
    );
  }
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw mistake(`the options are ${kindOf(options)}`, 'an object with settings');
  }
  const { modules, diagnostic }: Given = options;
  if (diagnostic !== undefined && typeof diagnostic !== 'function') {
    throw mistake(`diagnostic is ${kindOf(diagnostic)}`, 'a function of a line');
  }
  if (modules === undefined) return;
  if (!Array.isArray(modules))
    throw mistake(`modules is ${kindOf(modules)}`, 'a list, as `[otelTraces(), prometheus()]`');
  for (const [at, module] of (modules as readonly unknown[]).entries()) checkModule(`modules[${String(at)}]`, module);
}

function checkModule(where: string, module: unknown): void {
  if (typeof module === 'function')
    throw mistake(`${where} is ${kindOf(module)}`, `what ${module.name || 'it'}() returns`);
  const { name, start } = Object(module) as { readonly name?: unknown; readonly start?: unknown };
  if (typeof start !== 'function') {
    throw mistake(`${where} is ${kindOf(module)}`, 'what a function like otelTraces() returns');
  }
  if (typeof name !== 'string' || name === '') throw mistake(`${where} has no name`, 'an object with name and start');
}

function mistake(given: string, expected: string): MachineError {
  return new MachineError('CONFIG', `startTelemetry: ${given}: expected ${expected}`);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'function') return `the function ${value.name}`.trimEnd();
  if (typeof value === 'string') return `the string "${value}"`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

import 'reflect-metadata';
import type { DependencyContainer } from 'tsyringe';
import { marksOf, markedClasses, onMarked } from '../metadata/index.js';
import type { MachineClass } from '../metadata/index.js';

/** Where the marks of a bound class stand for those who read reflect-metadata. */
const MARKS_KEY = 'statescope:marks';

/**
 * Makes `container.resolve` give machines of this container for every marked class, those to come included. A class that
 * somebody registered, or that asks for constructor parameters of its own, is left as it is.
 * @returns stops watching for classes to come
 */
export function registerMachineClasses(container: DependencyContainer): () => void {
  for (const Class of markedClasses()) register(container, Class);
  return onMarked((Class) => {
    register(container, Class);
  });
}

function register(container: DependencyContainer, Class: MachineClass): void {
  // More marks may follow while the class is being defined.
  queueMicrotask(() => {
    Reflect.defineMetadata(MARKS_KEY, marksOf(Class), Class);
  });
  if (container.isRegistered(Class as never, true) || hasParameters(Class)) return;
  const Concrete = Class as new (options: { readonly container: DependencyContainer }) => object;
  // A child container resolves through this registration, and passes itself.
  container.register(Concrete, { useFactory: (resolver) => new Concrete({ container: resolver }) });
}

function hasParameters(Class: MachineClass): boolean {
  const injected = Reflect.getOwnMetadata('injectionTokens', Class) as object | undefined;
  const typed = Reflect.getOwnMetadata('design:paramtypes', Class) as readonly unknown[] | undefined;
  return (injected !== undefined && Object.keys(injected).length > 0) || (typed?.length ?? 0) > 0;
}

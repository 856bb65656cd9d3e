import 'reflect-metadata';
import type { DependencyContainer } from 'tsyringe';
import { isMachineClass, resolveIn } from '../instrument/index.js';
import type { ObservedMachine } from '../instrument/index.js';
import { marksOf, markedClasses, onMarked } from '../metadata/index.js';
import type { MachineClass } from '../metadata/index.js';
import { ContainerMachines } from './container-machines.js';
import { isSought, scopeOf } from './container-scope.js';

/** Where the marks of a bound class stand for those who read reflect-metadata. */
const MARKS_KEY = 'statescope:marks';

type Disposable = ObservedMachine & { dispose(): Promise<void> };
type Constructor = new (options?: { readonly container: DependencyContainer }) => Disposable;

/** Tokens under which tsyringe constructs classes itself; the classes stand for the factory. */
const originals = new WeakMap<MachineClass, symbol>();

/**
 * Makes `container.resolve` give machines of this container for every marked class, those to come included. A class that
 * somebody registered is left as it is; constructor parameters are injected by tsyringe as ever.
 * @returns stops watching for classes to come
 */
export function registerMachineClasses(container: DependencyContainer): () => void {
  for (const Class of markedClasses()) register(container, Class);
  return onMarked((Class) => {
    register(container, Class);
  });
}

function register(container: DependencyContainer, Class: MachineClass): void {
  // What is marked by mistake is made as it ever was; the report tells of it.
  if (!isMachineClass(Class)) return;
  // More marks may follow while the class is being defined.
  queueMicrotask(() => {
    Reflect.defineMetadata(MARKS_KEY, marksOf(Class), Class);
  });
  const Concrete = Class as Constructor;
  if (container.isRegistered(Concrete, true)) return;
  container.register(originalOf(Class), { useClass: Concrete });
  // A child container resolves through this registration, and passes itself.
  container.register(Concrete, { useFactory: (resolver) => machineFor(resolver, Concrete) });
}

function machineFor(resolver: DependencyContainer, Class: Constructor): Disposable {
  // Who looks for a parent is content with none.
  if (isSought(Class)) return ContainerMachines.of(resolver).single(Class) as Disposable;
  const make = (): Disposable => resolveIn(resolver, Class, () => construct(resolver, Class));
  const scope = scopeOf(resolver);
  return scope === undefined ? make() : scope.run(make);
}

/** What tsyringe constructs it also disposes of; with a list of our own it need not keep every machine until then. */
function construct(resolver: DependencyContainer, Class: Constructor): Disposable {
  if (hasParameters(Class)) return resolver.resolve<Disposable>(originalOf(Class));
  const machine = new Class({ container: resolver });
  ContainerMachines.of(resolver).own(machine);
  return machine;
}

/** Read when a machine is made: what the class's other decorators have to say may come after ours. */
function hasParameters(Class: MachineClass): boolean {
  const injected = Reflect.getMetadata('injectionTokens', Class) as object | undefined;
  const typed = Reflect.getMetadata('design:paramtypes', Class) as readonly unknown[] | undefined;
  // The type of an interface, as the options of a machine have, is emitted as Object, which nobody can inject.
  return Object.keys(injected ?? {}).length > 0 || typed?.some((type) => type !== Object) === true;
}

function originalOf(Class: MachineClass): symbol {
  let token = originals.get(Class);
  if (token === undefined) originals.set(Class, (token = Symbol(Class.name)));
  return token;
}

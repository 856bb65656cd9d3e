import type { MachineClass } from '../src/metadata/index.js';
import type { KnownHandlers } from './known-handlers.js';

type Method = (...args: never[]) => unknown;

/** What `@Traced()`, `@Metered()` and `@Logged()` are: one signature for each dialect and place. */
export interface MarkDecorator {
  /** A handler method, standard dialect. */
  <M extends Method>(method: M, context: ClassMethodDecoratorContext & InstanceMember): void;
  /** A handler method, legacy dialect. */
  <M extends Method>(prototype: Prototype, name: string, descriptor: TypedPropertyDescriptor<M>): void;
  /** A class, standard dialect. */
  <C extends MachineClass>(Class: C & KnownHandlers<C>, context: ClassDecoratorContext<C>): void;
  /** A class, legacy dialect. */
  <C extends MachineClass>(Class: C & KnownHandlers<C>): void;
}

/** What `@Parent()` is: one signature for each dialect and place. */
export interface ParentDecorator {
  /** The member that holds the parent, standard dialect. */
  (member: unknown, context: (ClassFieldDecoratorContext | ClassGetterDecoratorContext) & InstanceMember): void;
  /** The accessor that holds the parent, standard dialect. */
  (member: object, context: ClassAccessorDecoratorContext & InstanceMember): void;
  /** The member that holds the parent, legacy dialect. */
  (prototype: Prototype, name: string): void;
  /** A submachine class, standard dialect. */
  <C extends MachineClass>(Class: C, context: ClassDecoratorContext<C>): void;
  /** A submachine class, legacy dialect. */
  <C extends MachineClass>(Class: C): void;
}

interface InstanceMember {
  readonly name: string;
  readonly static: false;
  readonly private: false;
}

/** Instance members only: legacy decorators of static ones get the class. */
type Prototype = object & { readonly prototype?: never };

import type { MachineClass } from '../src/metadata/index.js';
import type { KnownHandlers } from './known-handlers.js';

type Method = (...args: never[]) => unknown;

/** What `@Traced()`, `@Metered()` and `@Logged()` are. */
export interface MarkDecorator {
  /** On a handler method, standard dialect. */
  (method: Method, context: ClassMethodDecoratorContext & InstanceMember): void;
  /** On a handler method, legacy dialect. */
  <M extends Method>(prototype: Prototype, name: string, descriptor: TypedPropertyDescriptor<M>): void;
  /** On a class; the legacy dialect passes no context. */
  <C extends MachineClass>(Class: C & KnownHandlers<C>, context?: ClassDecoratorContext<C>): void;
}

/** What `@Parent()` is. */
export interface ParentDecorator {
  /** On the field or getter that holds the parent, standard dialect. */
  (member: unknown, context: (ClassFieldDecoratorContext | ClassGetterDecoratorContext) & InstanceMember): void;
  /** On the accessor that holds the parent, standard dialect. */
  (member: object, context: ClassAccessorDecoratorContext & InstanceMember): void;
  /** On the member that holds the parent, legacy dialect. */
  (prototype: Prototype, name: string): void;
  /** On a submachine class; the legacy dialect passes no context. */
  (Class: MachineClass, context?: ClassDecoratorContext): void;
}

interface InstanceMember {
  readonly name: string;
  readonly static: false;
  readonly private: false;
}

/** Instance members only: legacy decorators of static ones get the class. */
type Prototype = object & { readonly prototype?: never };

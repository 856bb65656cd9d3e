import type { MachineClass } from '../src/metadata/index.js';
import type { KnownHandlers } from './known-handlers.js';
import type { KnownToClass, KnownToHandler, Mentioned } from './known-names.js';

type Method = (...args: never[]) => unknown;

/** What `@Traced()`, `@Metered()` and `@Logged()` are; `N` are the names their options mention. */
export interface MarkDecorator<N extends Mentioned = Names> {
  /** On a handler method, standard dialect. */
  <M extends Method>(method: M & KnownToHandler<M, N>, context: ClassMethodDecoratorContext & InstanceMember): void;
  /** On a handler method, legacy dialect. */
  <M extends Method>(
    prototype: Prototype,
    name: string,
    descriptor: TypedPropertyDescriptor<M> & KnownToHandler<M, N>,
  ): void;
  /** On a class; the legacy dialect passes no context. */
  <C extends MachineClass>(Class: C & KnownHandlers<C> & KnownToClass<C, N>, context?: ClassContext): void;
}

/** {@link Mentioned}, for short. */
export interface Names<A extends string = never, S extends string = never, R extends string = never> {
  readonly args: A;
  readonly states: S;
  readonly result: R;
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
  (Class: MachineClass, context?: ClassContext): void;
}

/** Of any class; that of the compiler takes none with a private constructor. */
type ClassContext = Pick<ClassDecoratorContext, 'kind' | 'name' | 'metadata'>;

interface InstanceMember {
  readonly name: string;
  readonly static: false;
  readonly private: false;
}

/** Instance members only: legacy decorators of static ones get the class. */
type Prototype = object & { readonly prototype?: never };

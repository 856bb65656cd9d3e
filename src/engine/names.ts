import type { MachineEvent } from './event.js';
import type { Args } from './mutation.js';
import type { ArgsToken, Schema } from './schema.js';

/** Marks the instance type of a machine with its schema, for the compiler only. */
export declare const schemaType: unique symbol;

/** Names of the states of a schema; `Exception` is always one. */
export type StateOf<S extends Schema> = (keyof S & string) | 'Exception';

/** Type of the arguments one state is added with. */
export type ArgsOf<S extends Schema, K extends string> = K extends keyof S
  ? S[K] extends { readonly args: ArgsToken<infer T> }
    ? T
    : Args
  : Args;

/** The event a handler of a state gets. */
export type EventOf<S extends Schema, K extends StateOf<S>> = MachineEvent<ArgsOf<S, K>>;

/** The names in what is given, one or a list. */
export type NamesIn<A> = A extends readonly (infer K extends string)[] ? K : A & string;

/**
 * What is given, if the schema has all of its states; else the states it has, so that the compiler complains of a name and not of
 * missing arguments.
 */
export type KnownStates<S extends Schema, A> = [NamesIn<A>] extends [StateOf<S>]
  ? A
  : (keyof S & string) | 'Exception' | readonly ((keyof S & string) | 'Exception')[];

/** States whose definition declares arguments; none where nothing is known of the schema. */
type WithArgs<S extends Schema, K extends string> = K extends keyof S
  ? unknown extends S[K]
    ? never
    : S[K] extends { readonly args: ArgsToken<object> }
      ? K
      : never
  : never;

type Intersect<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void ? I : never;

/** What follows the states in `add` and `set`: arguments are required where a state declares them. */
export type MutationRest<S extends Schema, K extends string, O> = [WithArgs<S, K>] extends [never]
  ? [args?: Args | undefined, options?: O]
  : [args: Intersect<ArgsOf<S, WithArgs<S, K>>>, options?: O];

// a handler without a result accepts
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
type Negotiation<E> = (event: E) => boolean | void;
type Final<E> = (event: E) => unknown;

/**
 * Every handler a machine of this schema may have. `class Feed extends Machine.of(schema) implements Handlers<typeof schema>`
 * makes the compiler check their parameters and results.
 */
export type Handlers<S extends Schema> = {
  [K in StateOf<S> as `${K}Enter` | `${K}Exit`]?: Negotiation<EventOf<S, K>>;
} & {
  [K in StateOf<S> as `${K}State` | `${K}End`]?: Final<EventOf<S, K>>;
} & {
  [K in StateOf<S> as `${K}${StateOf<S>}`]?: Negotiation<MachineEvent>;
} & {
  AnyEnter?: Negotiation<MachineEvent>;
  AnyState?: Final<MachineEvent>;
};

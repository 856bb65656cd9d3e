/** What the compiler can tell of a machine class without knowing the engine. */

/** The states of a machine, read off its `is(...states)`; `string` for what is no machine. */
export type StateNameOf<I> = I extends { is(...states: infer States extends readonly string[]): unknown }
  ? States[number]
  : string;

/** An entry of a list of states. */
export type StateEntryOf<I> = StateNameOf<I> | `${string}:${string}`;

/** Names of the arguments a handler method is given; `string` where that is not known. */
export type ArgNameOf<M> = M extends (event: infer E, ...rest: never[]) => unknown
  ? E extends { readonly args: infer T }
    ? keyof T & string
    : string
  : string;

/** Names of the fields of what a handler method returns, or its promise is fulfilled with; `string` where that is not known. */
export type ResultNameOf<M> = M extends (...args: never[]) => infer R
  ? [Awaited<R>] extends [object]
    ? keyof Awaited<R> & string
    : string
  : string;

/** Names of the arguments that the schema of a class declares; `string` where it declares none. */
export type ClassArgNameOf<C> = C extends { readonly schema: infer S }
  ? [DeclaredArgs<S>] extends [never]
    ? string
    : DeclaredArgs<S>
  : string;

type DeclaredArgs<S> = {
  [K in keyof S]: S[K] extends { readonly args: infer Token } ? keyof NonNullable<Token[keyof Token]> & string : never;
}[keyof S];

import type { InstanceOf, MachineClass, StateNameOf } from '../src/metadata/index.js';

/**
 * `unknown` when every method that looks like a handler names a state of the class's machine; else a sentence that
 * the compiler shows. Looks like a handler: starts upper-case and ends in Enter, State, Exit or End.
 */
export type KnownHandlers<C extends MachineClass> = [Misspelt<InstanceOf<C>>] extends [never]
  ? unknown
  : `${Misspelt<InstanceOf<C>>} names no state of this machine`;

type Misspelt<I> =
  string extends StateNameOf<I> ? never : { [M in keyof I]-?: UnknownPrefix<M, StateNameOf<I>> }[keyof I];

type UnknownPrefix<M, S extends string> =
  M extends Uncapitalize<string & M>
    ? never
    : M extends `${infer Prefix}${'Enter' | 'State' | 'Exit' | 'End'}`
      ? Prefix extends S | 'Any' | 'Exception' | ''
        ? never
        : NamesTwoStates<M, S> extends true
          ? never
          : M
      : never;

type NamesTwoStates<M, S extends string, First extends string = S> = true extends (
  First extends S ? (M extends `${First}${infer Second}` ? (Second extends S ? true : never) : never) : never
)
  ? true
  : false;

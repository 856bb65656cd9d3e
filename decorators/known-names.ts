import type {
  ArgNameOf,
  ClassArgNameOf,
  InstanceOf,
  MachineClass,
  ResultNameOf,
  StateEntryOf,
} from '../src/metadata/index.js';

/** The names that options mention: of arguments, of states, of fields of a result. */
export interface Mentioned {
  readonly args: string;
  readonly states: string;
  readonly result: string;
}

/** `unknown` when the class knows all names of its options; else a sentence that the compiler shows. */
export type KnownToClass<C extends MachineClass, N extends Mentioned> = Known<
  N['args'],
  ClassArgNameOf<C>,
  'is an argument of no state'
> &
  Known<N['states'], StateEntryOf<InstanceOf<C>>, 'is no state of this machine'>;

/** `unknown` when the handler knows all names of its options; else a sentence that the compiler shows. */
export type KnownToHandler<M, N extends Mentioned> = Known<N['args'], ArgNameOf<M>, 'is no argument of this handler'> &
  Known<N['result'], ResultNameOf<M>, 'is no field of what this handler returns'>;

type Known<Given extends string, All extends string, Complaint extends string> = [Exclude<Given, All>] extends [never]
  ? unknown
  : `${Exclude<Given, All>} ${Complaint}`;

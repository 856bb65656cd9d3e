import type { Signal } from '../tracer/index.js';

/** A class, abstract ones included, whatever its constructor takes, and be it private. */
export interface MachineClass extends ClassLike {
  readonly prototype: object;
}

/** What a class makes; as `InstanceType`, which takes no class with a private constructor. */
export type InstanceOf<C extends MachineClass> = C['prototype'];

/** What a class is looked up by; `instance.constructor` fits. */
export interface ClassLike {
  readonly name: string;
  readonly prototype: unknown;
}

/** What one decorator, or one entry of `instrument()`, says about one signal. */
export interface Mark {
  /** `false` takes away what a base class or the class mark gives. */
  readonly on: boolean;
  readonly name?: string;
  /** Everything else that was given, as it was given; frozen. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** At most one mark for each signal. */
export type SignalMarks = Readonly<Partial<Record<Signal, Mark>>>;

/** Machines of the class are submachines and inherit the tracers of their parent. */
export interface ParentMark {
  /** The class a parent must have; a function, so that classes may name each other. */
  readonly parentClass?: () => MachineClass;
  /** Name of the member that holds the parent. */
  readonly member?: string;
}

/** The marks of a class. */
export interface ClassMarks {
  readonly class: SignalMarks;
  /** By method name; only methods with a mark of their own. */
  readonly handlers: ReadonlyMap<string, SignalMarks>;
  readonly parent?: ParentMark;
}

/** What a user gives for one signal: on or off, a name, or an object of options, `name` among them. */
export type MarkSetting = boolean | string | object;

/** Whether a value can be a setting; what the options mean is checked when the states of the class are known. */
export function isMarkSetting(given: unknown): given is MarkSetting {
  return typeof given === 'boolean' || typeof given === 'string' || (typeof given === 'object' && given !== null);
}

/** A function that is no class, as the parent's class is named by: the prototype of a class cannot be replaced. */
export function isThunk(given: unknown): given is () => MachineClass {
  return typeof given === 'function' && Reflect.getOwnPropertyDescriptor(given, 'prototype')?.writable !== false;
}

/**
 * Turns what a user gave into a mark; nothing given is "on".
 * @param setting on or off, a name, or options
 */
export function toMark(setting: MarkSetting = true): Mark {
  if (typeof setting === 'boolean') return Object.freeze({ on: setting, options: Object.freeze({}) });
  const { name, ...options }: { readonly name?: string } = typeof setting === 'string' ? { name: setting } : setting;
  return Object.freeze({ on: true, ...(name === undefined ? {} : { name }), options: Object.freeze(options) });
}

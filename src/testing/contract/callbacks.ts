import type { CallbackName } from '../records.js';

/** Every callback of the contract, in the order of one machine's life. */
export const CALLBACKS = Object.keys({
  newSubmachine: true,
  machineInit: true,
  verifyStates: true,
  schemaChange: true,
  mutationQueued: true,
  mutationRejected: true,
  transitionInit: true,
  transitionStart: true,
  handlerStart: true,
  runInHandler: true,
  handlerEnd: true,
  transitionFinals: true,
  transitionEnd: true,
  queueEnd: true,
  handlerSettled: true,
  log: true,
  machineDetach: true,
  machineDispose: true,
} satisfies Record<CallbackName, true>) as readonly CallbackName[];

/** A callback as a function of whatever it is given. */
export type AnyCallback = (...given: readonly unknown[]) => unknown;

import { args, type Schema } from '../engine/index.js';
import { stateNamesOf } from './groups.js';

/**
 * Called when a machine is disposed by its states; may return a promise, which is waited for.
 * `signal` aborts when `Disposing` ends before the callback has.
 */
export type DisposalCallback = (id: string, signal: AbortSignal) => unknown;

const EXCEPTION_STATE = { multi: true } as const;
const ERROR_STATE = { multi: true, add: ['Exception'], require: ['Exception'] } as const;
const CONNECTION = ['Connecting', 'Connected', 'Disconnecting', 'Disconnected'] as const;

/** What almost every machine has: errors, a start, readiness, health (machine specification §2.5). To be spread into a schema. */
export const basicStates = {
  Exception: EXCEPTION_STATE,
  ErrNetwork: ERROR_STATE,
  ErrHandlerTimeout: ERROR_STATE,
  Start: {},
  Ready: { require: ['Start'] },
  Healthcheck: { multi: true },
  Heartbeat: {},
} as const satisfies Schema;

/** The life of one connection; exactly one of its four states at a time. Needs a state `Start` (§2.5). */
export const connectedStates = {
  ErrConnecting: { require: ['Exception'] },
  Connecting: { require: ['Start'], remove: CONNECTION },
  Connected: { require: ['Start'], remove: CONNECTION },
  Disconnecting: { remove: CONNECTION },
  Disconnected: { auto: true, remove: CONNECTION },
  Exception: EXCEPTION_STATE,
} as const satisfies Schema;

/** The life of a pool of connections. Needs a state `Start` (§2.5). */
export const connPoolStates = {
  ErrConnecting: { require: ['Exception'] },
  Connecting: { require: ['Start'], remove: ['Disconnecting'] },
  Connected: { require: ['Start'], remove: ['Disconnected'] },
  ConnectedFully: { require: ['Connected'], remove: ['Disconnected'] },
  Disconnecting: { remove: ['ConnectedFully', 'Connected', 'Connecting'] },
  Disconnected: { remove: ['Connecting', 'ConnectedFully', 'Disconnecting'] },
  Exception: EXCEPTION_STATE,
} as const satisfies Schema;

/** Disposal by states, with callbacks; bind `DisposedHandlers` with it. Needs a state `Start` (§2.5, §13). */
export const disposedStates = {
  Exception: EXCEPTION_STATE,
  RegisterDisposal: { multi: true, args: /* @__PURE__ */ args<{ callback: DisposalCallback }>() },
  Disposing: { remove: ['Start', 'Exception'] },
  Disposed: { remove: ['Start', 'Exception', 'Disposing'] },
} as const satisfies Schema;

/** Names of {@link basicStates} in the order of the reference; `verifyStates` can fix it. */
export const basicNames = /* @__PURE__ */ stateNamesOf(basicStates);

/** Names of {@link connectedStates} in the order of the reference. */
export const connectedNames = /* @__PURE__ */ stateNamesOf(connectedStates);

/** Names of {@link connPoolStates} in the order of the reference. */
export const connPoolNames = /* @__PURE__ */ stateNamesOf(connPoolStates);

/** Names of {@link disposedStates} in the order of the reference. */
export const disposedNames = /* @__PURE__ */ stateNamesOf(disposedStates);

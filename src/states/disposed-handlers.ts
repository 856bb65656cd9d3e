import { CANCELED, type AnyMachine, type EventOf, type Handlers } from '../engine/index.js';
import { MachineError } from '../errors.js';
import type { DisposalCallback, disposedStates } from './standard-sets.js';

type On<K extends keyof typeof disposedStates> = EventOf<typeof disposedStates, K>;

/**
 * Handlers of `disposedStates`, for one machine: `machine.bindHandlers(new DisposedHandlers())` (machine specification §13).
 * `RegisterDisposal` takes a callback, `Disposing` runs the callbacks one after the other and adds `Disposed`, which disposes of
 * the machine. A callback that fails is reported with `addErr` and does not keep the others from running.
 */
export class DisposedHandlers implements Handlers<typeof disposedStates> {
  readonly #callbacks: DisposalCallback[] = [];

  RegisterDisposalEnter(e: On<'RegisterDisposal'>): boolean {
    if (typeof (e.args as Partial<typeof e.args>).callback === 'function') return true;
    // A check only asks; the error is for who really registers.
    if (!e.isCheck) {
      e.machine.addErr(new MachineError('INVALID_ARGS', 'RegisterDisposal needs { callback }, a function'));
    }
    return false;
  }

  RegisterDisposalState(e: On<'RegisterDisposal'>): void {
    this.#callbacks.push(e.args.callback);
  }

  async DisposingState(e: On<'Disposing'>): Promise<void> {
    const { machine, signal } = e;
    // A list may grow while it is walked: what registers meanwhile runs as well.
    for (const callback of this.#callbacks) {
      try {
        await callback(machine.id, signal);
      } catch (error) {
        machine.addErr(error);
      }
      if (signal.aborted) return;
    }
    machine.add('Disposed');
  }

  DisposedState(e: On<'Disposed'>): void {
    void e.machine.dispose();
  }
}

/**
 * Ends a machine by its states where it has `Disposing`, else, and when `Disposing` is rejected, with `dispose()`; resolves when
 * it is gone (machine specification §15).
 */
export function disposeByStates(machine: AnyMachine): Promise<void> {
  const { signal } = machine;
  const gone = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return machine.has('Disposing') && machine.add('Disposing') !== CANCELED ? gone : machine.dispose();
}

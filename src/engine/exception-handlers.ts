import { coreOf } from './core-of.js';
import type { MachineEvent } from './event.js';
import { CHANGES } from './observer.js';
import { messageOf } from './recovery.js';
import { EXCEPTION_ARGS, type ExceptionArgs } from './exception-args.js';

/**
 * Writes each error into the machine's log: `machine.bindHandlers(exceptionHandlers)` (machine specification §6.4). With the
 * option `logStackTrace` the stack follows.
 */
export const exceptionHandlers = {
  ExceptionState(event: MachineEvent): void {
    const core = coreOf(event.machine);
    const { observer, options } = core;
    const given = event.args[EXCEPTION_ARGS] as ExceptionArgs | undefined;
    if (given === undefined) {
      observer?.line(core, CHANGES, '[error] missing error in args to ExceptionState');
      return;
    }
    const { error, type, called = [] } = given;
    const message = messageOf(error);
    const text = type === undefined ? `[error] ${message}` : `[error:${type}] ${called.join(' ')} (${message})`;
    const stack = options.logStackTrace === true && error.stack !== undefined ? `\n${error.stack}` : '';
    observer?.line(core, CHANGES, text + stack, error);
  },
};

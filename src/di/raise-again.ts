import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inspect, types } from 'node:util';
import { runInThisContext } from 'node:vm';
import { processEnvironment } from '../config/index.js';

/** The place at the top of a stack, as `file:line:column` or a file address. */
const TOP_FRAME = /^ {4}at (?:.* \()?((?:file:\/\/)?\/[^\n]+?\.[cm]?js):(\d+):(\d+)\)?$/m;
/** A `throw` whose operand goes on to the end of the text. */
const OPEN_THROW = /\bthrow\s[^;{}]*$/;
const RAISED = Symbol.for('statescope.raised');

/**
 * Lets an error that was caught at the top of the process happen again, uncaught: Node ends the process as it would have
 * ended before, with the same exit code and the same words. Those begin with the line of the source where the error comes
 * from, which Node takes from the error itself when it is the reason of a promise.
 */
export function raiseAgain(error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void {
  // Where nothing stops the end of the process, its monitors have seen this and see nothing after it.
  if (process.listenerCount('uncaughtException') === 0 && !process.hasUncaughtExceptionCaptureCallback()) {
    process.removeAllListeners('uncaughtExceptionMonitor');
  }
  if (origin === 'unhandledRejection' || (types.isNativeError(error) && !pointAtThrow(error))) {
    // Node treats rejections otherwise when it was told so, or when the program looks after them.
    if (process.listenerCount('unhandledRejection') === 0 && !isToldOtherwise()) {
      void reject(error);
      return;
    }
  }
  setImmediate(() => {
    throw error;
  });
}

async function reject(error: unknown): Promise<never> {
  await Promise.resolve();
  throw error;
}

/**
 * Node points at the `throw`, an error knows only where it was made. Where both are on one line, puts the line with the
 * right place into the stack, and keeps Node from writing its own above it.
 * @returns false when there is nothing to put right
 */
function pointAtThrow(error: Error): boolean {
  try {
    const { stack = '' } = error;
    const [, file = '', line = '', column = ''] = TOP_FRAME.exec(stack) ?? [];
    const text = readFileSync(file.startsWith('file:') ? fileURLToPath(file) : file, 'utf8');
    const source = text.split('\n')[Number(line) - 1]?.replace(/\r$/, '') ?? '';
    const start = OPEN_THROW.exec(source.slice(0, Number(column) - 1))?.index;
    if (start === undefined) return false;
    const [first = ''] = inspect(error).split('\n', 1);
    const pointer = `${source.slice(0, start).replace(/[^\t]/g, ' ')}^`;
    keepFromDecorating(error);
    error.stack = `${file}:${line}\n${source}\n${pointer}\n\n${stack.replace(/^.*/, () => first)}`;
    return true;
  } catch {
    return false;
  }
}

/** Node writes the line of the source once for each error: here, where nobody reads it. */
function keepFromDecorating(error: Error): void {
  Reflect.set(globalThis, RAISED, error);
  try {
    runInThisContext(`throw globalThis[Symbol.for('${String(RAISED.description)}')]`, { displayErrors: true });
  } catch {
    Reflect.deleteProperty(globalThis, RAISED);
  }
}

function isToldOtherwise(): boolean {
  const told = [...process.execArgv, processEnvironment()['NODE_OPTIONS'] ?? ''].join(' ');
  return /--unhandled-rejections[= ](?!throw|strict)/.test(told);
}

import { MachineError } from '../errors.js';

let collectNow: (() => void) | undefined;

/** What is still alive of some objects once everything that can be collected is. */
export async function survivors<T extends object>(references: readonly WeakRef<T>[]): Promise<readonly T[]> {
  const collect = (collectNow ??= await collector());
  let alive: readonly T[] = [];
  // A reference that was just read keeps its object to the end of the task, and finalizers may let go of more.
  for (let round = 0; round < ROUNDS; round++) {
    await nextTask();
    collect();
    await nextTask();
    alive = references.flatMap((reference) => reference.deref() ?? []);
    if (alive.length === 0) return [];
    alive = [];
  }
  return references.flatMap((reference) => reference.deref() ?? []);
}

const ROUNDS = 4;

// In variables, so that a bundler for browsers does not look for them.
const [V8, VM]: readonly [string, string] = ['node:v8', 'node:vm'];

const { MessageChannel: Channel, setTimeout: later } = globalThis as {
  readonly MessageChannel?: typeof MessageChannel;
  readonly setTimeout: typeof setTimeout;
};

/** Not by a timer where there is another way: tests replace timers by ones that stand still. */
const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    if (Channel === undefined) {
      later(resolve, 0);
      return;
    }
    const { port1, port2 } = new Channel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

/** The collector of the process, whether it was started with `--expose-gc` or not. */
async function collector(): Promise<() => void> {
  const given = (globalThis as { gc?: () => void }).gc;
  if (typeof given === 'function') return given;
  try {
    const { setFlagsFromString } = (await import(V8)) as typeof import('node:v8');
    const { runInNewContext } = (await import(VM)) as typeof import('node:vm');
    setFlagsFromString('--expose-gc');
    return runInNewContext('gc') as () => void;
  } catch (cause) {
    throw new MachineError(
      'DEPENDENCY',
      'finding leaks needs a garbage collector that can be run: start with --expose-gc',
      {
        cause,
      },
    );
  }
}

/// <reference lib="esnext.disposable" preserve="true" />
import { MachineError } from '../../errors.js';
import type { Tracer } from '../../tracer/index.js';

/** What binding by hand needs of a machine; every machine of the engine has it. */
export interface Bindable {
  readonly id: string;
  readonly tracers: readonly Tracer[];
  bindTracer(tracer: Tracer): boolean;
  detachTracer(id: string): boolean;
}

/** What was bound by hand, without a container (telemetry specification §0.3). */
export interface Handle {
  /** Id of the tracer. */
  readonly id: string;
  /** Hands over everything recorded so far. Never rejects. */
  flush(): Promise<void>;
  /**
   * Detaches from the machine, then hands over what is recorded; a tracer that was made for this handle is shut down. Never
   * rejects, safe to call twice.
   */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Binds a tracer to a machine; its submachines inherit it by the rules of the tracer.
 * @param owned the tracer is made for this handle, and ends with it
 * @throws MachineError `BINDING` when the machine has this tracer, or one with its id, already
 */
export function bindByHand(machine: Bindable, tracer: Tracer, owned: boolean): Handle {
  if (!machine.bindTracer(tracer)) {
    throw new MachineError(
      'BINDING',
      `${machine.id} has a tracer "${tracer.id}" already: dispose of its handle first, or give the new one another id`,
    );
  }
  return handleOf(tracer.id, {
    flush: () => tracer.flush?.(),
    dispose: async () => {
      detach(machine, tracer);
      // A shutdown flushes, too: both would wait twice for a receiver that is down.
      if (owned && tracer.shutdown !== undefined) await tracer.shutdown();
      else await tracer.flush?.();
    },
  });
}

/** Takes a tracer from a machine, unless somebody has put another one in its place. */
export function detach(machine: Bindable, tracer: Tracer): void {
  if (machine.tracers.includes(tracer)) machine.detachTracer(tracer.id);
}

/** Makes a handle of its two verbs: none rejects, the second is called once. */
export function handleOf(
  id: string,
  { flush, dispose }: Readonly<Record<'flush' | 'dispose', () => Promise<void> | undefined>>,
): Handle {
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => (ending ??= settled(dispose));
  return { id, flush: () => settled(flush), dispose: end, [Symbol.asyncDispose]: end };
}

/** What fails has been counted by whoever failed. */
async function settled(work: () => Promise<void> | undefined): Promise<void> {
  await Promise.allSettled([(async () => work())()]);
}

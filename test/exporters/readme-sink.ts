import type { Tracer, TransitionView } from 'statescope';
import type { TelemetryModule } from 'statescope/di';

const MOST_WAITING = 1000;

class FailureTracer implements Tracer {
  readonly id = 'failures';
  readonly signal = 'traced'; // the mark that switches it on; without one it sees every marked class
  readonly inheritable = { skipTags: ['noisy'] }; // who inherits it; true for all submachines marked @Parent
  dropped = 0;
  #waiting: string[] = [];

  constructor(readonly post: (lines: readonly string[]) => Promise<void>) {}

  transitionEnd({ machine, mutation, accepted, cancellation, error }: TransitionView): void {
    if ((accepted && error === undefined) || mutation.check) return; // copy what you keep, do no I/O, return
    const reason = error instanceof Error ? error.message : (cancellation?.by ?? 'unknown');
    if (this.#waiting.length >= MOST_WAITING) this.dropped += 1;
    else this.#waiting.push(`${machine.id} ${mutation.type} ${mutation.called.join(' ')}: ${reason}`);
  }

  async flush(): Promise<void> {
    const lines = this.#waiting.splice(0);
    if (lines.length > 0) await this.post(lines).catch(() => (this.dropped += lines.length)); // never rejects
  }

  shutdown(): Promise<void> {
    return this.flush(); // safe to call twice
  }
}

export function failures(post: FailureTracer['post']): TelemetryModule {
  return { name: 'failures', start: () => Promise.resolve({ tracers: [new FailureTracer(post)] }) };
}

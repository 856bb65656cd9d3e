import type { Tracer, TransitionView } from 'statescope';
import { tracerContract } from 'statescope/testing';

class Counts implements Tracer {
  readonly id = 'counts';
  canceled = 0;

  transitionEnd({ accepted }: TransitionView) {
    if (!accepted) this.canceled += 1;
  }
}

tracerContract({ create: () => new Counts() });

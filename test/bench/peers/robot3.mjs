import { action, createMachine, interpret, state, transition } from 'robot3';
import { expect, hit, hits, times } from '../lib/workload.mjs';

export const jobs = {
  ring({ n, h = 0 }) {
    const states = times(n, (i) => [
      `S${i}`,
      state(transition('NEXT', `S${(i + 1) % n}`, ...times(h, () => action(hit)))),
    ]);
    const service = interpret(createMachine('S0', Object.fromEntries(states)), () => undefined);
    let ops = 0;
    const before = hits.count;
    return {
      run(count) {
        for (let i = 0; i < count; i++) service.send('NEXT');
        ops += count;
      },
      check() {
        expect(service.machine.current === `S${ops % n}`, 'state');
        expect(hits.count - before === ops * h, 'actions');
      },
    };
  },
};

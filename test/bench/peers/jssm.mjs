import { from } from 'jssm';
import { expect, hits, stateNames, times } from '../lib/workload.mjs';

const counting = () => {
  hits.count++;
  return true;
};

/** One handler of a transition is the entry hook; four are entry, exit, any transition and any action. */
const ring = (n, handlers) => {
  const machine = from(times(n, (i) => `S${i} 'next' -> S${(i + 1) % n};`).join(' '));
  if (handlers > 0) for (const name of stateNames(n)) machine.hook_entry(name, counting);
  if (handlers < 4) return machine;
  for (const name of stateNames(n)) machine.hook_exit(name, counting);
  machine.hook_any_transition(counting);
  machine.hook_any_action(counting);
  return machine;
};

export const jobs = {
  ring({ n, h = 0 }) {
    const machine = ring(n, h);
    let ops = 0;
    const before = hits.count;
    return {
      run(count) {
        for (let i = 0; i < count; i++) machine.action('next');
        ops += count;
      },
      check() {
        expect(machine.state() === `S${ops % n}`, 'state');
        expect(hits.count - before === ops * h, 'hooks');
      },
    };
  },
};

import { createActor, createMachine } from 'xstate';
import { expect, hit, hits, stateNames, times, toggleHits } from '../lib/workload.mjs';

const NEXT = { type: 'NEXT' };
const TOGGLE = { type: 'TOGGLE0' };

/** Four handlers of a transition are two exit and two entry actions. */
const actions = (handlers) => {
  if (handlers === 0) return {};
  return handlers === 1 ? { entry: hit } : { entry: [hit, hit], exit: [hit, hit] };
};

const ring = (n, handlers) =>
  createMachine({
    initial: 'S0',
    states: Object.fromEntries(
      stateNames(n).map((name, i) => [name, { on: { NEXT: `S${(i + 1) % n}` }, ...actions(handlers) }]),
    ),
  });

/** One region with the states on and off for each of n states; every odd one is on. */
const regions = (n, handlers) =>
  createMachine({
    type: 'parallel',
    states: Object.fromEntries(
      times(n, (i) => [
        `R${i}`,
        {
          initial: i % 2 === 1 ? 'on' : 'off',
          states: {
            off: { on: { [`TOGGLE${i}`]: 'on' } },
            on: { on: { [`TOGGLE${i}`]: 'off' }, ...(i === 0 ? actions(handlers) : {}) },
          },
        },
      ]),
    ),
  });

export const jobs = {
  ring({ n, h = 0 }) {
    const actor = createActor(ring(n, h)).start();
    let ops = 0;
    const before = hits.count;
    return {
      run(count) {
        for (let i = 0; i < count; i++) actor.send(NEXT);
        ops += count;
      },
      check() {
        expect(actor.getSnapshot().value === `S${ops % n}`, 'state');
        expect(hits.count - before === ops * h, 'actions');
      },
    };
  },

  toggle1({ n, h = 0 }) {
    const actor = createActor(regions(n, h)).start();
    let ops = 0;
    const before = hits.count;
    return {
      run(count) {
        for (let i = 0; i < count; i++) actor.send(TOGGLE);
        ops += count;
      },
      check() {
        expect(actor.getSnapshot().value.R0 === (ops % 2 === 1 ? 'on' : 'off'), 'state');
        expect(hits.count - before === toggleHits(h, ops), 'actions');
      },
    };
  },

  read() {
    const actor = createActor(ring(2, 0)).start();
    let active = 0;
    let ops = 0;
    return {
      run(count) {
        for (let i = 0; i < count; i++) if (actor.getSnapshot().matches('S0')) active++;
        ops += count;
      },
      check: () => expect(active === ops, 'state'),
    };
  },

  idle({ n, h = 0 }) {
    const machine = ring(n, h);
    return {
      make: () => createActor(machine).start(),
      checkMade: (made) =>
        expect(
          made.every((actor) => actor.getSnapshot().value === 'S0'),
          'states',
        ),
    };
  },
};

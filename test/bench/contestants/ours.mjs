// The built package, through its public names.
import { CANCELED, EXECUTED, Machine } from 'statescope';
import {
  expect,
  flatSchema,
  flowClocks,
  flowSchema,
  flowSteps,
  hits,
  nextInSequence,
  randomSequence,
  ringSchema,
  serviceSchema,
  serviceSteps,
  stateNames,
  times,
  toggleHits,
} from '../lib/workload.mjs';

/** Machines of a schema whose states have `handlers` (0, 1 or 4) handlers each. */
export const classOf = (schema, handled = [], handlers = 0) => {
  class Counting extends Machine.of(schema) {}
  const define = (name, handler) =>
    Object.defineProperty(Counting.prototype, name, { value: handler, writable: true, configurable: true });
  for (const state of handlers === 0 ? [] : handled) {
    define(`${state}State`, function () {
      hits.count++;
    });
    if (handlers < 4) continue;
    define(`${state}Enter`, function () {
      hits.count++;
      return true;
    });
    define(`${state}Exit`, function () {
      hits.count++;
      return true;
    });
    define(`${state}End`, function () {
      hits.count++;
    });
  }
  return Counting;
};

const sumOf = (machine) => machine.time().reduce((sum, tick) => sum + tick, 0);
const executed = (result) => {
  if (result !== EXECUTED) throw new Error('not executed');
};

/** Walks a machine around a ring of n states. */
export const ringJob = (machine, n, handlers) => {
  const names = stateNames(n);
  machine.add('S0');
  let at = 0;
  let ops = 0;
  const before = hits.count;
  return {
    run(count) {
      for (let i = 0; i < count; i++) {
        if (++at === n) at = 0;
        executed(machine.add(names[at]));
      }
      ops += count;
    },
    check() {
      expect(machine.is(names[at]) && machine.activeStates().length === 1, 'one state is active');
      expect(hits.count - before === ops * handlers, `${hits.count - before} handler calls of ${ops * handlers}`);
      expect(sumOf(machine) === 1 + 2 * ops, 'clocks');
    },
  };
};

const toggle = (machine, state, active) => executed(active ? machine.remove(state) : machine.add(state));

export const jobs = {
  ring: ({ n, h = 0 }) => ringJob(new (classOf(ringSchema(n), stateNames(n), h))(), n, h),

  toggle1({ n, h = 0 }) {
    const machine = new (classOf(flatSchema(n), ['S0'], h))();
    for (let i = 1; i < n; i += 2) machine.add(`S${i}`);
    let active = false;
    let ops = 0;
    const before = hits.count;
    return {
      run(count) {
        for (let i = 0; i < count; i++) {
          toggle(machine, 'S0', active);
          active = !active;
        }
        ops += count;
      },
      check() {
        expect(machine.is('S0') === active && machine.tick('S0') === ops, 'S0');
        expect(hits.count - before === toggleHits(h, ops), 'handler calls');
      },
    };
  },

  random({ n }) {
    const names = stateNames(n);
    const machine = new (classOf(flatSchema(n)))();
    const sequence = randomSequence(n);
    let position = 0;
    let ops = 0;
    return {
      run(count) {
        for (let i = 0; i < count; i++) {
          const name = names[sequence[position]];
          position = nextInSequence(position);
          toggle(machine, name, machine.is(name));
        }
        ops += count;
      },
      check: () => expect(sumOf(machine) === ops, 'clocks'),
    };
  },

  multi() {
    const machine = new (classOf({ S0: { multi: true }, S1: {} }, ['S0'], 1))();
    machine.add('S0');
    let ops = 0;
    const before = hits.count;
    return {
      run(count) {
        for (let i = 0; i < count; i++) executed(machine.add('S0'));
        ops += count;
      },
      check: () => expect(hits.count - before === ops && machine.tick('S0') === 1 + 2 * ops, 'calls and ticks'),
    };
  },

  cancel() {
    class Refusing extends Machine.of({ S0: {}, S1: {} }) {
      S1Enter() {
        hits.count++;
        return false;
      }
    }
    const machine = new Refusing();
    machine.add('S0');
    let ops = 0;
    return {
      run(count) {
        for (let i = 0; i < count; i++) if (machine.add('S1') !== CANCELED) throw new Error('not canceled');
        ops += count;
      },
      check: () => expect(hits.count === ops && machine.tick('S1') === 0, 'calls and ticks'),
    };
  },

  chain({ k }) {
    const names = stateNames(k);
    class Chain extends Machine.of(ringSchema(k)) {}
    names.forEach((name, i) => {
      const next = names[(i + 1) % k];
      if (i === 0) return;
      Chain.prototype[`${name}State`] = (event) => {
        hits.count++;
        if (event.machine.add(next) < 2) throw new Error('not queued');
      };
    });
    const machine = new Chain();
    machine.add('S0');
    return {
      unit: k,
      run(count) {
        for (let i = 0; i < count; i += k) machine.add('S1');
      },
      check: () => expect(machine.is('S0') && hits.count === ((k - 1) * (sumOf(machine) - 1)) / (2 * k), 'chain'),
    };
  },

  drain({ count: length }) {
    const args = { x: 1 };
    let drained = 0;
    class Filling extends Machine.of({ S0: {}, M: { multi: true } }) {
      S0State(event) {
        for (let i = 0; i < length; i++) if (event.machine.add('M', args) < 2) throw new Error('not queued');
      }
      MState() {
        drained++;
      }
    }
    const machine = new Filling({ queueLimit: 65_535 });
    let ops = 0;
    return {
      unit: length,
      run(count) {
        for (let done = 0; done < count; done += length) {
          machine.add('S0');
          machine.remove('S0');
          ops += length;
        }
      },
      check: () => expect(drained === ops, `${drained} drained of ${ops}`),
    };
  },

  flow() {
    const machine = new (classOf(flowSchema))();
    machine.add('Start');
    let at = 0;
    let ops = 0;
    const run = (count) => {
      for (let i = 0; i < count; i++) {
        machine.add(flowSteps[at]);
        if (++at === flowSteps.length) at = 0;
      }
      ops += count;
    };
    return {
      run,
      check() {
        while (ops % flowSteps.length !== 0) run(1);
        for (const [state, tick] of Object.entries(flowClocks(ops / flowSteps.length))) {
          expect(machine.tick(state) === tick, `clock of ${state}: ${machine.tick(state)}, not ${tick}`);
        }
      },
    };
  },

  service() {
    const machine = new (classOf(serviceSchema))();
    const steps = serviceSteps.map((step) => ({ removes: step.startsWith('-'), state: step.replace('-', '') }));
    let ops = 0;
    return {
      run(count) {
        for (let i = 0; i < count; i++) {
          for (const { removes, state } of steps) executed(removes ? machine.remove(state) : machine.add(state));
        }
        ops += count;
      },
      check() {
        expect(machine.activeStates().length === 0, 'nothing is active');
        expect(machine.tick('Busy') === 4 * ops && machine.tick('Ready') === 2 * ops, 'clocks');
      },
    };
  },

  read() {
    const machine = new (classOf(flatSchema(2)))();
    machine.add('S0');
    let active = 0;
    let ops = 0;
    return {
      run(count) {
        for (let i = 0; i < count; i++) if (machine.is('S0')) active++;
        ops += count;
      },
      check: () => expect(active === ops, 'active'),
    };
  },

  fan({ machines }) {
    const Ring = classOf(ringSchema(2));
    const all = times(machines, () => {
      const machine = new Ring();
      machine.add('S0');
      return machine;
    });
    let at = 0;
    let next = 'S1';
    let ops = 0;
    return {
      run(count) {
        for (let i = 0; i < count; i++) {
          executed(all[at].add(next));
          if (++at < machines) continue;
          at = 0;
          next = next === 'S1' ? 'S0' : 'S1';
        }
        ops += count;
      },
      check: () => expect(all.reduce((sum, machine) => sum + sumOf(machine), 0) === machines + 2 * ops, 'clocks'),
    };
  },

  'async-cycle'() {
    let wake;
    class Working extends Machine.of({ Idle: { remove: ['Busy'] }, Busy: { remove: ['Idle'] } }) {
      async BusyState(event) {
        hits.count++;
        await undefined;
        event.machine.add('Idle');
      }
      IdleState() {
        wake?.();
      }
    }
    const machine = new Working();
    machine.add('Idle');
    let ops = 0;
    return {
      async: true,
      async run(count) {
        for (let i = 0; i < count; i++) {
          const idle = new Promise((resolve) => {
            wake = resolve;
          });
          machine.add('Busy');
          await idle;
        }
        ops += count;
      },
      check: () => expect(machine.is('Idle') && hits.count === ops && machine.tick('Busy') === 2 * ops, 'cycles'),
    };
  },

  idle({ n, h = 0 }) {
    const Ring = classOf(ringSchema(n), stateNames(n), h);
    return {
      make() {
        const machine = new Ring();
        machine.add('S0');
        return machine;
      },
      checkMade: (made) =>
        expect(
          made.every((machine) => machine.is('S0')),
          'every one has S0',
        ),
    };
  },

  'idle-own-schema': ({ n }) => ({
    make() {
      const machine = new Machine(ringSchema(n));
      machine.add('S0');
      return machine;
    },
    checkMade: (made) =>
      expect(
        made.every((machine) => machine.is('S0')),
        'every one has S0',
      ),
  }),
};

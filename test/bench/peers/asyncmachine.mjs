// The TypeScript original of 2018: the same model, its Remove is called drop.
import { createRequire } from 'node:module';
import { expect, flowSchema, flowSteps, hit, hits, ringSchema, stateNames } from '../lib/workload.mjs';

const { machine: create } = createRequire(import.meta.url)('asyncmachine');

const translated = (schema) =>
  Object.fromEntries(
    Object.entries(schema).map(([name, { remove, ...rest }]) => [name, { ...rest, ...(remove && { drop: remove }) }]),
  );

const handlersOf = (names, handlers) => {
  const target = {};
  for (const name of handlers === 0 ? [] : names) {
    target[`${name}_state`] = hit;
    if (handlers === 4) for (const suffix of ['enter', 'exit', 'end']) target[`${name}_${suffix}`] = hit;
  }
  return target;
};

export const jobs = {
  ring({ n, h = 0 }) {
    const names = stateNames(n);
    const machine = create(translated(ringSchema(n)));
    if (h > 0) machine.setTarget(handlersOf(names, h));
    machine.add('S0');
    let at = 0;
    let ops = 0;
    const before = hits.count;
    return {
      run(count) {
        for (let i = 0; i < count; i++) {
          if (++at === n) at = 0;
          machine.add(names[at]);
        }
        ops += count;
      },
      check() {
        expect(machine.is(names[at]) && machine.is().length === 1, 'state');
        expect(hits.count - before === ops * h, 'handler calls');
      },
    };
  },

  flow() {
    const machine = create(translated(flowSchema));
    machine.add('Start');
    let at = 0;
    let ops = 0;
    return {
      run(count) {
        for (let i = 0; i < count; i++) {
          machine.add(flowSteps[at]);
          if (++at === flowSteps.length) at = 0;
        }
        ops += count;
      },
      check: () =>
        expect(machine.is('Start') && machine.clock(flowSteps[0]) >= Math.floor(ops / flowSteps.length), 'clocks'),
    };
  },
};

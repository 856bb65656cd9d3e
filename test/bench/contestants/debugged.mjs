// A ring of two states with four handlers whose messages are recorded for a debugger: nobody takes them, there is room for all.
import { DbgExporter } from 'statescope/exporters/dbg';
import { ringSchema, stateNames } from '../lib/workload.mjs';
import { classOf, ringJob } from './ours.mjs';

const ROOM = { maxWaiting: 1e9, maxBytes: 2 ** 31 };

const job = (options) => {
  // A connection that is never made: the messages stay where they are, and none is dropped.
  const exporter = new DbgExporter({ ...ROOM, open: () => new Promise(() => {}), ...options });
  const Ring = classOf(ringSchema(2), stateNames(2), 4);
  const ring = ringJob(new Ring({ tracers: [exporter] }), 2, 4);
  return {
    ...ring,
    check() {
      ring.check?.();
      const [{ received, waiting }] = exporter.stats();
      if (received !== waiting) throw new Error(`${received - waiting} messages were dropped`);
    },
  };
};

export const jobs = {
  /** Both messages of a transition, queued and executed. */
  messages: () => job({ level: 'nothing', stacks: false }),
  /** With what a debugger shows by default but the stacks. */
  'messages-and-lines': () => job({ level: 'ops', stacks: false }),
};

import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect } from '../lib/workload.mjs';

const five = { machine: 'm1', 'tx.id': 'abcdef', type: 'add', n: 42, ok: true };

export const jobs = {
  /** One line of five fields, to a stream that throws it away. */
  'log-line'() {
    let lines = 0;
    let last = '';
    const stream = new Writable();
    stream.write = (line) => {
      lines++;
      last = line;
      return true;
    };
    const logger = pino({ base: null }, stream);
    let logged = 0;
    return {
      run(count) {
        for (let i = 0; i < count; i++) logger.info(five, '[state] +S0 -S1');
        logged += count;
      },
      check: () => expect(lines === logged && JSON.parse(last).n === five.n, `${logged} logged, ${lines} written`),
    };
  },
};

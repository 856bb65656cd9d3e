// A ring of two states with four handlers, logged: a line for each transition, in the bodies that Loki would get. Nobody gets them.
import { LokiClient, LokiLogs } from 'statescope/exporters/loki';
import { expect, ringSchema, stateNames } from '../lib/workload.mjs';
import { classOf, ringJob } from './ours.mjs';
import { flushed } from './raw-otel.mjs';

const taken = { kind: 'answered', status: 204, statusText: '', headers: {}, body: Buffer.alloc(0) };

export const jobs = {
  'own-line'() {
    // In place of what would send a body that is ready.
    let bodies = 0;
    const around = () => {
      bodies++;
      return Promise.resolve(taken);
    };
    const client = new LokiClient('localhost:1', { service: 'bench', around });
    const Ring = classOf(ringSchema(2), stateNames(2), 4);
    const ring = ringJob(new Ring({ tracers: [new LokiLogs({ client })] }), 2, 4);
    let ops = client.stats().received;
    const step = (count) => {
      ring.run(count);
      ops += count;
    };
    return flushed(
      step,
      () => client.flush(),
      () => {
        ring.check();
        const { exported, dropped } = client.stats();
        expect(bodies > 0 && exported === ops && dropped === 0, `${ops} lines, ${exported} taken, ${dropped} dropped`);
      },
    );
  },
};

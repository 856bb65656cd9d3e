import assert from 'node:assert/strict';
import { join } from 'node:path';
import { makeFolder } from './folder.mjs';
import { startPipeline } from './pipeline.mjs';
import { waitFor } from './wait.mjs';

const TRANSITIONS = 'asyncmachine_transitions_total';

/** The sample pushes into a real Pushgateway, which a real Prometheus scrapes. */
export const suite = {
  name: 'pushgateway',
  needs: ['pushgateway', 'prometheus'],

  async prepare({ folder, server, sample }) {
    const input = await makeFolder(join(folder, 'input'), 60);
    const pushgateway = await server('pushgateway');
    const prometheus = await server('prometheus', { pushed: { port: pushgateway.port, path: '/metrics' } });
    const pipeline = await startPipeline(sample, input, join(folder, 'out'), 0, {
      AM_SERVICE: 'The Pipeline',
      AM_PROM_PUSH_URL: pushgateway.url,
      AM_PROM_INTERVAL: '200ms',
      AM_PROM_INSTANCE: 'a/b',
    });
    const summary = await pipeline.worked();
    const group = await waitFor('everything to be pushed', async () => {
      const [only, ...others] = await pushgateway.groups();
      assert.deepEqual(others, []);
      return sumOf(only) === summary.transitions ? only : undefined;
    });
    const scraped = await waitFor('everything to be scraped', async () => {
      const counters = await prometheus.query(`${TRANSITIONS}{check="false"}`);
      const sum = counters.reduce((total, { value }) => total + value, 0);
      return sum === summary.transitions ? counters : undefined;
    });
    const exitCode = await pipeline.ended();
    return { summary, group, scraped, exitCode, left: await pushgateway.groups() };
  },

  tests: {
    'the group is that of the service and the instance': ({ group }) =>
      assert.deepEqual(group.labels, { job: 'the_pipeline', instance: 'a/b' }),

    'every push was taken': ({ group }) => assert.equal(group.last_push_successful, true),

    'the types of the families are kept': ({ group }) => {
      const types = [TRANSITIONS, 'asyncmachine_state_duration_seconds', 'asyncmachine_state_status'].map(
        (name) => group[name].type,
      );
      assert.deepEqual(types, ['COUNTER', 'HISTOGRAM', 'GAUGE']);
    },

    'Prometheus has them under the job and the instance they were pushed with': ({ scraped }) => {
      for (const { metric } of scraped) {
        assert.deepEqual([metric.exported_job, metric.exported_instance], ['the_pipeline', 'a/b']);
      }
    },

    'the end takes the group away': ({ exitCode, left }) => assert.deepEqual([exitCode, left], [0, []]),
  },
};

const sumOf = (group) =>
  group?.[TRANSITIONS]?.metrics
    .filter(({ labels }) => labels.check === 'false')
    .reduce((sum, { value }) => sum + Number(value), 0);

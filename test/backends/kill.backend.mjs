import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { readLogs, readTraces } from './otlp.mjs';
import { environment } from './pipeline.mjs';
import { start } from './process.mjs';
import { readTree } from './span-tree.mjs';
import { waitFor } from './wait.mjs';

const program = fileURLToPath(new URL('programs/long-state.mjs', import.meta.url));
const CLOCK_TOLERANCE_MS = 50;
const STARTED = '0:Working started';

const entered = ({ attributes }) => attributes['asyncmachine.tx.added']?.includes('Working') === true;

/** A process is killed with a machine in a long state: what the Collector has by then. */
export const suite = {
  name: 'kill',
  needs: ['otelcol'],

  async prepare({ server }) {
    const collector = await server('otelcol');
    const env = environment({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const running = start(process.execPath, [program], { env });
    const [, since] = await running.line(/in Working since (\d+)/);
    const begun = performance.now();
    await waitFor('the state to be told while it lasts', async () => {
      const { traces, logs } = await collector.written();
      return readTraces(traces).some(({ name }) => name === STARTED) && readLogs(logs).some(entered) ? true : undefined;
    });
    const toldAfterMs = performance.now() - begun;
    const end = await running.stop('SIGKILL');
    const { traces, logs } = await collector.received();
    return { since: Number(since), toldAfterMs, end, spans: readTraces(traces), logs: readLogs(logs) };
  },

  tests: {
    'the process is killed without a chance to say anything': ({ end }) => assert.equal(end.signal, 'SIGKILL'),

    'the state is told while it lasts, and soon': ({ toldAfterMs }) =>
      assert.ok(toldAfterMs < 5_000, `${toldAfterMs} ms`),

    'what arrived shows the state, open, and since when': ({ spans, since }) => {
      const told = spans.filter(({ name }) => name === STARTED);
      assert.equal(told.length, 1);
      assert.equal(told[0].attributes['asyncmachine.state.open'], true);
      assert.equal(told[0].attributes['asyncmachine.state.name'], 'Working');
      const startMs = Number(BigInt(told[0].startTimeUnixNano) / 1_000_000n);
      assert.ok(Math.abs(startMs - since) < CLOCK_TOLERANCE_MS, `${startMs} instead of ${since}`);
    },

    'what arrived shows the transition that led into it, and its argument': ({ spans }) => {
      const { tx_id } = spans.find(({ name }) => name === STARTED).attributes;
      const cause = spans.find(({ name, attributes }) => name === '0: [add] Working' && attributes.tx_id === tx_id);
      assert.equal(cause?.attributes['args.order'], 'A-17');
      assert.equal(cause.attributes['asyncmachine.tx.result'], 'executed');
    },

    'no span says that the state ended, and the one before it is told whole': ({ spans }) => {
      const activations = spans.filter(
        ({ name, attributes }) => /^0:\w+$/.test(name) && attributes.tx_id !== undefined,
      );
      assert.deepEqual(
        activations.map(({ name }) => name),
        ['0:Preparing'],
      );
    },

    'what arrived is a whole tree, but for the link to the span of the state': ({ spans }) => {
      const { problems } = readTree(spans);
      assert.equal(problems.length, 1);
      assert.match(problems[0], /^0: \[add\] Working: links to \w+, which is no span$/);
    },

    'the log tells of the state too, within the span of its transition': ({ spans, logs }) => {
      const line = logs.find(entered);
      assert.equal(spans.find(({ spanId }) => spanId === line?.spanId)?.name, '0: [add] Working');
    },
  },
};

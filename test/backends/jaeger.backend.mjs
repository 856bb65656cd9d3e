import assert from 'node:assert/strict';
import { join } from 'node:path';
import { makeFolder } from './folder.mjs';
import { readTraces } from './otlp.mjs';
import { runRecorded } from './pipeline.mjs';
import { exportTo, PROTOCOLS } from './protocols.mjs';
import { compareSpans } from './span-comparison.mjs';
import { readTree } from './span-tree.mjs';
import { waitFor } from './wait.mjs';

/** The pipeline in a real Jaeger, over each protocol, against what a recording sink in the same process saw. */
export const suite = {
  name: 'jaeger',
  needs: ['jaeger'],

  async prepare({ folder, server, sample }) {
    const input = await makeFolder(join(folder, 'input'), 60);
    const jaeger = await server('jaeger');
    const runs = {};
    for (const protocol of PROTOCOLS) runs[protocol] = await exportedRun(jaeger, protocol, sample, input);
    return { runs };
  },

  tests: Object.fromEntries(PROTOCOLS.flatMap((protocol) => Object.entries(testsOf(protocol)))),
};

function testsOf(protocol) {
  const test =
    (check) =>
    ({ runs }) =>
      check(runs[protocol]);
  return {
    [`${protocol}: everything is exported, and nothing is warned of`]: test(({ recorded }) => {
      const { spans, logs, ...lost } = recorded.exported;
      assert.deepEqual([spans, lost, recorded.warnings], [recorded.spans.length, { dropped: 0, waiting: 0 }, []]);
      assert.equal(logs, 0);
    }),

    [`${protocol}: Jaeger holds every span that the recording sink saw, once`]: test(({ recorded, received }) =>
      assert.equal(received.length, recorded.spans.length),
    ),

    [`${protocol}: tree, names, times, attributes, links, events and statuses are those the recording sink saw`]: test(
      ({ recorded, received }) => assert.deepEqual(compareSpans(recorded.spans, received), []),
    ),

    [`${protocol}: failures, links and events are among them`]: test(({ received }) => {
      assert.ok(received.some(({ status }) => status?.code === 2));
      assert.ok(received.some(({ links }) => links?.length > 0));
      assert.ok(received.some(({ events }) => events?.length > 0));
    }),

    [`${protocol}: the spans are one tree per machine`]: test(({ received }) =>
      assert.deepEqual(readTree(received).problems, []),
    ),
  };
}

async function exportedRun(jaeger, protocol, sample, input) {
  const service = `pipeline over ${protocol}`;
  const { variables, close } = await exportTo(jaeger, protocol);
  const recorded = await runRecorded(sample, input, {
    ...variables,
    OTEL_SERVICE_NAME: service,
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'none',
  }).finally(close);
  const received = await allSpans(jaeger, service, recorded.spans.length);
  return { recorded, received };
}

/** Jaeger stores what it was given a moment later; what is missing is the business of the tests. */
async function allSpans(jaeger, service, expected) {
  let spans = [];
  const look = async () => {
    spans = readTraces(await jaeger.traces(service));
    return spans.length >= expected ? spans : undefined;
  };
  return waitFor(`${expected} spans of ${service}`, look).catch(() => spans);
}

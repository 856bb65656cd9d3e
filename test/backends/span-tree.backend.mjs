import assert from 'node:assert/strict';
import { readTree } from './span-tree.mjs';

/** The checks of the span tree themselves: a right tree passes, and each way to be wrong is found. */
export const suite = {
  name: 'span-tree',
  needs: [],
  prepare: async () => undefined,
  tests: {
    'a right tree has no problems': () => assert.deepEqual(problems({}), []),
    'a missing parent is found': () =>
      assert.match(problems({ group: { parentSpanId: 'gone' } })[0], /gone is missing/),
    'a second top is found': () =>
      assert.match(problems({ child: { parentSpanId: '' } })[0], /2 spans without a parent/),
    'a span that is there twice is found': () => assert.match(problems({ state: { spanId: 'tx' } })[0], /twice/),
    'a parent in another trace is found': () => assert.match(problems({ tx: { traceId: 'u' } })[0], /another trace/),
    'a link to nothing is found': () => assert.match(problems({ tx: { links: [{ spanId: 'x' }] } })[0], /is no span/),
    'a machine under a wrong group is found': () =>
      assert.match(problems({ child: { parentSpanId: 'txs' } })[0], /hangs on 0:transitions/),
    'a machine without its groups is found': () =>
      assert.match(problems({ txs: { name: '0:submachines' } })[0], /0 spans 0:transitions/),
    'a transition of another machine is found': () =>
      assert.match(problems({ tx: { name: '1: [add] A' } })[0], /of another machine/),
    'a state under another state is found': () =>
      assert.match(problems({ instance: { name: '0:B' } })[0], /hangs on 0:A/),
    'a transition without an outcome is found': () =>
      assert.match(problems({ tx: { attributes: {} } })[0], /accepted is undefined/),
    'an outcome that contradicts itself is found': () =>
      assert.match(problems({ tx: outcome(true, 'canceled') })[0], /but its/),
    'a cancellation without a reason is found': () =>
      assert.match(problems({ tx: outcome(false, 'canceled') })[0], /by what/),
    'a handler outside a transition is found': () =>
      assert.match(problems({ handler: { parentSpanId: 'machine' } })[0], /on no transition/),
    'an end before the start is found': () =>
      assert.match(problems({ tx: { endTimeUnixNano: '0' } })[0], /before it starts/),
  },
};

const outcome = (accepted, result) => ({ attributes: { accepted, 'asyncmachine.tx.result': result } });

/** What is wrong with a small right tree once the given spans are changed. */
function problems(changes) {
  const span = (spanId, parentSpanId, name, more = {}) => {
    const times = { startTimeUnixNano: '1', endTimeUnixNano: '2' };
    return { traceId: 't', spanId, parentSpanId, name, ...times, attributes: {}, ...more, ...changes[spanId] };
  };
  return readTree([
    span('root', '', 'root'),
    span('machine', 'root', 'mach:0:parent'),
    span('states', 'machine', '0:states'),
    span('state', 'states', '0:A'),
    span('instance', 'state', '0:A'),
    span('started', 'state', '0:A started'),
    span('txs', 'machine', '0:transitions'),
    span('tx', 'txs', '!0: [add] A', outcome(true, 'executed')),
    span('handler', 'tx', 'AState'),
    span('group', 'machine', '0:submachines'),
    span('child', 'group', 'mach:1:child'),
    span('childStates', 'child', '1:states'),
    span('childTxs', 'child', '1:transitions'),
    span('lifetime', 'machine', 'mach:0:parent lifetime'),
  ]).problems;
}

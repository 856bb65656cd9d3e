import fc from 'fast-check';
import { MachineTrace } from '../../../src/exporters/otel-traces/machine-trace.js';
import { indexIn, machineIdIn, spanIn } from '../../../src/exporters/otel-traces/packed-machine.js';
import { ids } from './packing.js';
import { Resting } from './resting.js';

it('what is packed of a machine says which one it is of, and which spans its transitions have', async () => {
  const packs = jest.spyOn(MachineTrace.prototype, 'pack');
  await fc.assert(
    fc.asyncProperty(ids, async (id) => {
      const resting = await Resting.of();
      const { feed: first } = resting.make({ id: `not ${id}` });
      const { feed } = resting.make({ id });
      let txId = '';
      feed.bindTracer({ id: 'ids', transitionEnd: (transition) => void (txId = transition.id) });
      feed.add('A');
      packs.mockClear();
      resting.pass();
      const texts = packs.mock.results.map(({ value }) => value as string);
      expect(texts.map(machineIdIn)).toEqual([first.id, feed.id]);
      expect(texts.map(indexIn)).toEqual([0, 1]);
      const { part } = packs.mock.contexts[0] as MachineTrace;
      const cause = (await resting.spans()).find(({ name }) => name === '1: [add] A');
      expect(texts.map((text) => spanIn(text, part, txId))).toEqual([undefined, cause?.spanContext()]);
    }),
  );
});

import fc from 'fast-check';
import { MachineTrace } from '../../../src/exporters/otel-traces/machine-trace.js';
import { Resting } from './resting.js';

const ids = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('00f067aa0ba902b7', '00F067AA0BA902B7'),
);

it('what is packed of a machine says which one it is of', async () => {
  const packs = jest.spyOn(MachineTrace.prototype, 'pack');
  await fc.assert(
    fc.asyncProperty(ids, async (id) => {
      const resting = await Resting.of();
      const { feed } = resting.make({ id });
      feed.add('A');
      packs.mockClear();
      resting.pass();
      expect(packs.mock.results.map(({ value }) => MachineTrace.idIn(value as string))).toEqual([feed.id]);
    }),
  );
});

import { Machine, defineSchema } from 'statescope';
import { MachineTrace } from '../../../src/exporters/otel-traces/machine-trace.js';
import { RecordingSink } from '../../../src/exporters/otel-traces/index.js';
import { settingsOf } from '../../../src/exporters/otel-traces/settings.js';
import { TraceTable } from '../../../src/exporters/otel-traces/trace-table.js';
import { SELECT_ALL } from '../../../src/tracer/index.js';
import { Resting } from './resting.js';

class Feed extends Machine.of(defineSchema({ A: {} })) {}

const settings = settingsOf({ sink: new RecordingSink() });

/** Adds machines to a table, with their indexes as given. */
function added(table: TraceTable, ...indexes: readonly number[]): readonly MachineTrace[] {
  return indexes.map((index) => {
    const machine = new Feed({ id: `feed${String(index)}` }).view;
    const trace = MachineTrace.begin(settings, index, machine, SELECT_ALL);
    table.add(machine, trace);
    return trace;
  });
}

function slotOf(table: TraceTable, trace: MachineTrace | undefined): number {
  return table.slotOf(trace?.view?.deref() as Feed['view']) as number;
}

describe('a table of traces', () => {
  it('gives slots again, and tells which machine was made last all the same', () => {
    const table = new TraceTable();
    const [first, second] = added(table, 1, 2, 3);
    for (const trace of [second, first]) table.take(slotOf(table, trace));
    const [fourth] = added(table, 4, 5, 6);
    table.rest(fourth as MachineTrace);
    const slots = [...table.newestFirst()];
    expect(new Set(slots)).toEqual(new Set([0, 1, 2, 3]));
    expect(slots.map((slot) => table.take(slot)?.machineId)).toEqual(['feed6', 'feed5', 'feed4', 'feed3']);
    expect([table.size, ...table.slots()]).toEqual([0]);
  });

  it('has room for little more than there was at a time', () => {
    const table = new TraceTable();
    const most = 400;
    for (let index = 0; index < 4 * most; index++) {
      const [trace] = added(table, index);
      if (index >= most) table.take(slotOf(table, trace));
    }
    expect(table.size).toBe(most);
    expect([...table.slots()].length).toBeLessThan(1.2 * most);
    expect([...table.newestFirst()]).toHaveLength(most);
  });

  it('has nothing in a slot that is free', () => {
    const table = new TraceTable();
    const [trace] = added(table, 1, 2);
    const slot = slotOf(table, trace);
    table.take(slot);
    expect([table.take(slot), table.partAt(slot), table.isGone(slot), table.size]).toEqual([
      undefined,
      undefined,
      false,
      1,
    ]);
  });

  it('takes up what was packed with the weak reference that it had', () => {
    const table = new TraceTable();
    const [trace] = added(table, 1) as [MachineTrace];
    const machine = trace.view?.deref() as Feed['view'];
    table.rest(trace);
    const packed = table.get(machine);
    expect(typeof packed).toBe('string');
    expect([...table.awake()]).toEqual([]);
    const again = table.wake(machine, packed as string);
    expect(again).not.toBe(trace);
    expect([again.view, again.machineId]).toEqual([trace.view, trace.machineId]);
    expect(table.get(machine)).toBe(again);
    expect([...table.awake()]).toEqual([again]);
  });

  it('keeps what has ended for its machine, in no slot', () => {
    const table = new TraceTable();
    const [trace] = added(table, 1) as [MachineTrace];
    const machine = trace.view?.deref() as Feed['view'];
    expect(table.take(slotOf(table, trace))).toBe(trace);
    expect([table.get(machine), table.slotOf(machine), table.size]).toEqual([trace, undefined, 0]);
  });
});

it('machines end the newest first, whether they rest or not, and whichever ended before', async () => {
  const resting = await Resting.of();
  const [, second] = [resting.make(), resting.make(), resting.make()];
  await second.feed.dispose();
  resting.make();
  resting.pass();
  resting.make();
  await resting.tracer.shutdown();
  const names = (await resting.spans()).map(({ name }) => name).filter((name) => name.endsWith(' lifetime'));
  const ids = [1, 4, 3, 2, 0];
  expect(names).toEqual(ids.map((id) => `mach:${String(id)}:feed${String(id)} lifetime`));
});

import { defineSchema, Machine } from 'statescope';
import { RecordingTracer } from 'statescope/testing';

const schema = defineSchema({ A: {}, B: { multi: true }, C: {}, D: { auto: true, require: ['C'] } });
const Plain = Machine.of(schema);

test('fifty thousand mutations queued by one handler run in order', () => {
  const count = 50_000;
  const machine = new Plain({ queueLimit: count + 1 });
  const results: number[] = [];
  let ran = 0;
  let inOrder = true;
  machine.bindHandlers({
    AState: () => {
      for (let i = 0; i < count; i++) results.push(machine.add('B', { i }));
    },
    BState: (event: { readonly args: { readonly i: number } }) => {
      inOrder &&= event.args.i === ran;
      ran++;
    },
  });
  expect(machine.add('A')).toBe(0);
  expect([ran, inOrder, machine.queueLength]).toEqual([count, true, 0]);
  expect([results[0], results[count - 1]]).toEqual([3, count + 2]);
  expect(machine.queueTick).toBe(count + 2);
});

test('checks and auto mutations go before what waits, and have no tick', () => {
  const tracer = new RecordingTracer();
  const machine = new Plain({ tracers: [tracer] });
  machine.bindHandlers({
    CState: () => {
      machine.add('A');
      expect(machine.canRemove('C')).toBe(2);
    },
  });
  machine.add('C');
  const order = tracer.of('transitionStart').map((record) => record.transition?.mutation);
  expect(order.map((mutation) => `${mutation?.type} ${String(mutation?.called)}`)).toEqual([
    'add C',
    'add D',
    'remove C',
    'add A',
  ]);
  expect(machine.queueTick).toBe(3);
});

test('a full queue refuses with a reason, and lets one error through', () => {
  const tracer = new RecordingTracer();
  const machine = new Plain({ tracers: [tracer], queueLimit: 2 });
  const results: number[] = [];
  machine.bindHandlers({
    AState: () => {
      for (let i = 0; i < 3; i++) results.push(machine.add('B', { i }));
      results.push(machine.add('Exception'), machine.add('Exception'), machine.addErr(new Error('full')));
    },
  });
  machine.add('A');
  expect(results).toEqual([3, 4, 1, 5, 1, 1]);
  expect(tracer.of('mutationRejected').map((record) => record.reason)).toEqual(Array(3).fill('queue_limit'));
});

test('a mutation after disposal is rejected as disposed', async () => {
  const tracer = new RecordingTracer();
  const machine = new Plain({ tracers: [tracer] });
  await machine.dispose();
  machine.add('A');
  machine.canAdd('A');
  machine.addErr(new Error('late'));
  expect(tracer.of('mutationRejected').map((record) => [record.reason, record.mutation?.called])).toEqual([
    ['disposed', ['A']],
    ['disposed', ['A']],
    ['disposed', ['Exception']],
  ]);
});

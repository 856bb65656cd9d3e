import {
  defineSchema,
  disposeForce,
  Machine,
  prepend,
  type AnyMachine,
  type MachineEvent,
  type Tracer,
  type TransitionView,
} from 'statescope';
import { RecordingTracer } from 'statescope/testing';

const Plain = Machine.of(defineSchema({ A: {}, B: {}, M: { multi: true }, R: { require: ['A'] } }));

const boom = (): never => {
  throw new Error('boom');
};

/** What a transition says at its end. */
function ends<T>(read: (tx: TransitionView) => T): { tracer: Tracer; seen: T[] } {
  const seen: T[] = [];
  return { seen, tracer: { id: 'ends', transitionEnd: (tx) => void seen.push(read(tx)) } };
}

describe('a transition', () => {
  test('records its steps while a tracer wants them', () => {
    const machine = new (Machine.of({ A: {} }))();
    const seen: boolean[] = [];
    machine.bindTracer({ id: 'seen', transitionEnd: ({ steps }) => void seen.push(steps !== undefined) });
    machine.add('A');
    machine.bindTracer({ id: 'steps', wantsSteps: true });
    machine.remove('A');
    machine.detachTracer('steps');
    machine.add('A');
    expect(seen).toEqual([false, true, false]);
  });

  test('counts its steps alike, recorded or not', () => {
    const script = (machine: AnyMachine): void => {
      machine.bindHandlers({ AEnter: () => true, AState: () => undefined, MState: () => undefined });
      machine.bindHandlers({ AState: () => undefined });
      machine.add(['A', 'M']);
      machine.add('M');
      machine.add('B');
      machine.remove('A');
    };
    const [plain, recorded] = [ends((tx) => tx.stepCount), ends((tx) => [tx.stepCount, tx.steps?.length])];
    script(new Plain({ tracers: [plain.tracer] }));
    script(new Plain({ tracers: [recorded.tracer], steps: true }));
    expect(recorded.seen).toEqual(plain.seen.map((count) => [count, count]));
    expect(plain.seen).toEqual([7, 2, 2, 2]);
  });

  test('shows the times it would have while it runs, and those it had when it is over', () => {
    const seen: unknown[] = [];
    let kept: TransitionView | undefined;
    const note = (name: string) => (tx: TransitionView) => {
      kept = tx;
      seen.push([name, tx.accepted, tx.timeAfter, tx.sumBefore, tx.sumAfter, tx.added, tx.removed]);
    };
    const tracer: Tracer = { id: 't', transitionInit: note('init'), transitionEnd: note('end') };
    const machine = new Plain({ tracers: [tracer] });
    machine.bindHandlers({ BEnter: () => false });
    machine.add('M');
    machine.add(['M', 'A']);
    machine.remove('M');
    machine.add('B');
    machine.canRemove('A');
    // Order of the clocks: A B Exception M R.
    expect(seen).toEqual([
      ['init', true, [0, 0, 0, 1, 0], 0, 1, ['M'], []],
      ['end', true, [0, 0, 0, 1, 0], 0, 1, ['M'], []],
      ['init', true, [1, 0, 0, 3, 0], 1, 4, ['A', 'M'], []],
      ['end', true, [1, 0, 0, 3, 0], 1, 4, ['A', 'M'], []],
      ['init', true, [1, 0, 0, 4, 0], 4, 5, [], ['M']],
      ['end', true, [1, 0, 0, 4, 0], 4, 5, [], ['M']],
      ['init', true, [1, 1, 0, 4, 0], 5, 6, ['B'], []],
      ['end', false, [1, 0, 0, 4, 0], 5, 5, [], []],
      ['init', true, [1, 0, 0, 4, 0], 5, 5, [], []],
      ['end', true, [1, 0, 0, 4, 0], 5, 5, [], []],
    ]);
    expect([kept?.timeAfter, kept?.cancellation]).toEqual([[1, 0, 0, 4, 0], undefined]);
  });

  test('keeps its times when others follow', () => {
    const kept: TransitionView[] = [];
    const machine = new Plain({ tracers: [{ id: 't', transitionEnd: (tx) => void kept.push(tx) }] });
    machine.add('A');
    machine.add('M');
    machine.add('M');
    machine.remove('A');
    expect(kept.map((tx) => [tx.timeBefore, tx.timeAfter, tx.enters, tx.exits])).toEqual([
      [[0, 0, 0, 0, 0], [1, 0, 0, 0, 0], ['A'], []],
      [[1, 0, 0, 0, 0], [1, 0, 0, 1, 0], ['M'], []],
      [[1, 0, 0, 1, 0], [1, 0, 0, 3, 0], ['M'], []],
      [[1, 0, 0, 3, 0], [2, 0, 0, 3, 0], [], ['A']],
    ]);
    expect(new Set(kept.map((tx) => tx.id)).size).toBe(4);
    for (const { id, idNumber } of kept) {
      expect(id).toMatch(/^[0-9a-f]{16}$/);
      expect(idNumber).toBe(parseInt(id.slice(8), 16));
      expect(id.slice(0, 8)).toBe(kept[0]?.id.slice(0, 8));
    }
  });

  test('keeps its times, and what waits keeps its place, when the machine is told to rest', () => {
    const kept: TransitionView[] = [];
    const machine = new Plain({ tracers: [{ id: 'kept', transitionEnd: (tx) => void kept.push(tx) }] });
    const rest = (): void => machine.view.rest?.();
    machine.bindHandlers({
      AState: () => {
        machine.add('B');
        rest();
      },
    });
    machine.add('A');
    machine.remove('A');
    rest();
    machine.add('A');
    machine.set(['M']);
    rest();
    expect(
      kept.map(({ timeBefore, timeAfter }) => [timeBefore.slice(0, 4), timeAfter.slice(0, 4)].join(' > ')),
    ).toEqual([
      '0,0,0,0 > 1,0,0,0',
      '1,0,0,0 > 1,1,0,0',
      '1,1,0,0 > 2,1,0,0',
      '2,1,0,0 > 3,1,0,0',
      '3,1,0,0 > 3,1,0,0',
      '3,1,0,0 > 4,2,0,1',
    ]);
  });

  test('has a token of its own for being prepended, before and after a rest', () => {
    const { tracer, seen } = ends(({ mutation }) => mutation.queueToken);
    const machine = new Plain({ tracers: [tracer] });
    for (const states of ['A', 'B', 'M'] as const) {
      prepend(machine, { type: 'add', states });
      machine.view.rest?.();
    }
    expect(seen).toEqual([1, 2, 3]);
  });

  test('tells how many mutations wait when it ends', () => {
    const { tracer, seen } = ends((tx) => tx.queueLength);
    const machine = new Plain({ tracers: [tracer] });
    machine.bindHandlers({
      AState: () => {
        machine.add('B');
        machine.add('M');
      },
    });
    machine.add('A');
    expect(seen).toEqual([2, 1, 0]);
  });

  test('that relations refuse says which, also of several', () => {
    const { tracer, seen } = ends((tx) => [tx.accepted, tx.cancellation, tx.target]);
    const Class = Machine.of({ A: {}, B: { remove: ['C'] }, C: {}, D: { require: ['A', 'B'] } });
    const machine = new Class({ tracers: [tracer] });
    machine.add('D');
    machine.add('B');
    machine.add(['C', 'A']);
    machine.add(['A', 'D']);
    expect(seen.map(([accepted, cancellation]) => [accepted, cancellation])).toEqual([
      [false, { reason: 'require', by: 'A' }],
      [true, undefined],
      [false, { reason: 'remove', by: 'B' }],
      [true, undefined],
    ]);
  });
});

describe('an event kept after its transition', () => {
  test('has the signal of its activation, aborted when that is over', () => {
    const events = new Map<string, MachineEvent>();
    const machine = new Plain();
    const keep = (event: MachineEvent): void => void events.set(event.name, event);
    machine.bindHandlers({
      AEnter: keep,
      AState: keep,
      AExit: keep,
      AEnd: keep,
      AnyState: keep,
      AB: keep,
      MState: keep,
    });
    machine.add('A');
    const active = events.get('AState')?.signal;
    expect(active?.aborted).toBe(false);
    expect(events.get('AEnter')?.signal.aborted).toBe(true);
    const any = events.get('AnyState')?.signal;
    machine.add('M');
    const first = events.get('MState')?.signal;
    machine.add('M');
    expect([first?.aborted, events.get('MState')?.signal.aborted]).toEqual([true, false]);
    machine.remove('A');
    expect([active?.aborted, any?.aborted]).toEqual([true, false]);
    expect([events.get('AState')?.signal.aborted, events.get('AExit')?.signal.aborted]).toEqual([true, true]);
    expect([events.get('AEnd')?.signal, any]).toEqual([machine.signal, machine.signal]);
    disposeForce(machine);
    expect([any?.aborted, events.get('AEnd')?.signal.aborted]).toEqual([true, true]);
  });

  test('belongs to no running transition any more', () => {
    let event: MachineEvent | undefined;
    let inside = false;
    const machine = new Plain({ id: 'm' });
    machine.bindHandlers({
      AState: (given: MachineEvent) => {
        event = given;
        inside = given.isValid();
      },
    });
    machine.add('A', { x: 1 });
    expect([inside, event?.isValid(), event?.machineId, event?.args, event?.isCheck]).toEqual([
      true,
      false,
      'm',
      { x: 1 },
      false,
    ]);
    expect([event?.error, event?.mutation.type, event?.transition.id === event?.transitionId]).toEqual([
      undefined,
      'add',
      true,
    ]);
  });

  test('knows whether it was a check', () => {
    const seen: boolean[] = [];
    const machine = new Plain();
    machine.bindHandlers({ AEnter: (event: MachineEvent) => void seen.push(event.isCheck) });
    machine.canAdd('A');
    machine.add('A');
    expect(seen).toEqual([true, false]);
  });
});

describe('the end of a machine while it runs', () => {
  test('in a tracer that hears of a queued mutation, cancels that', () => {
    const machine: AnyMachine = new Plain();
    machine.bindTracer({ id: 't', mutationQueued: () => disposeForce(machine) });
    expect([machine.add('A'), machine.time(), machine.queueLength]).toEqual([1, [0, 0, 0, 0, 0], 0]);
  });

  test('in its last handler, lets no Auto state come', () => {
    const machine = new (Machine.of({ A: {}, B: { auto: true } }))();
    const entered: string[] = [];
    machine.bindHandlers({ AnyState: () => disposeForce(machine), BState: () => entered.push('B') });
    expect(machine.add('A')).toBe(1);
    expect([entered, machine.tick('B')]).toEqual([[], 0]);
  });
});

describe('a handler that throws', () => {
  test('skips the other bindings of its event, and tells so', () => {
    const tracer = new RecordingTracer();
    const machine = new Plain({ tracers: [tracer] });
    const calls: string[] = [];
    machine.bindHandlers({ AState: boom }, { id: 'one' });
    machine.bindHandlers({ AState: () => calls.push('two') }, { id: 'two' });
    expect([machine.add('A'), calls, machine.activeStates()]).toEqual([1, [], ['Exception']]);
    const handlers = tracer.of('handlerEnd').map(({ handler }) => [handler?.name, handler?.emitter, handler?.outcome]);
    expect(handlers).toEqual([
      ['AState', 'one', 'error'],
      ['AState', 'two', 'skipped'],
    ]);
    const lines = tracer.of('log').map((record) => record.text);
    expect(lines.filter((text) => text?.startsWith('[handler:'))).toEqual([
      '[handler:0] AState',
      '[handler:1] AState',
      '[handler:invalid] AState',
    ]);
  });

  test('in a final phase takes back its state and the later ones, and says so', () => {
    const lines: string[] = [];
    const Three = Machine.of({ A: {}, B: {}, M: { multi: true } });
    const machine = new Three({ logLevel: 3, logger: (_, text) => lines.push(text) });
    machine.bindHandlers({ BState: boom });
    lines.length = 0;
    expect(machine.add(['A', 'B', 'M'])).toBe(1);
    expect([machine.activeStates(), machine.time()]).toEqual([
      ['Exception', 'A'],
      [1, 2, 1, 2],
    ]);
    expect(lines.slice(3, 9)).toEqual([
      '[handler:0] BState',
      '[recover] handling panic...',
      '[recover] partial final states as (A)',
      '[state] -B -M',
      '[cancel] (A B M) by recover',
      '[prepend:add] Exception',
    ]);
  });

  test('in AnyState takes nothing back, and cancels all the same', () => {
    const machine = new Plain();
    machine.bindHandlers({
      AnyState: ({ mutation }: MachineEvent) => {
        if (mutation.called[0] === 'A') boom();
      },
    });
    expect([machine.add(['A', 'B']), machine.activeStates()]).toEqual([1, ['Exception', 'B', 'A']]);
  });

  test('while an error is handled, starts no second round', () => {
    const lines: string[] = [];
    const machine = new Plain({ logLevel: 2, logger: (_, text) => lines.push(text) });
    machine.bindHandlers({ ExceptionState: boom });
    expect(machine.addErr(new Error('first'))).toBe(1);
    expect([machine.err?.message, machine.is('Exception'), machine.queueLength]).toEqual(['first', false, 0]);
    expect(lines).toContain('[error] ExceptionState failed while handling an error: boom');
    expect(machine.add('A')).toBe(0);
  });

  test.each<[string, unknown, string]>([
    ['a text', 'plain', 'plain'],
    ['nothing', undefined, 'undefined'],
    ['an object without a text', Object.create(null), '[object Object]'],
    ['a number', 7, '7'],
    ['something with a name but no message', { name: 'Odd' }, '[object Object]'],
    ['an error of another realm', { name: 'TypeError', message: 'far' }, 'far'],
  ])('%s becomes an error that keeps it', (_, thrown, message) => {
    const machine = new Plain();
    machine.bindHandlers({
      AEnter: () => {
        throw thrown;
      },
    });
    expect(machine.add('A')).toBe(1);
    expect(machine.err?.message).toBe(message);
    expect([machine.err, machine.err?.cause]).toContain(thrown);
  });
});

test.each([
  ['nobody', []],
  ['somebody', [{ id: 'first', handlerStart: () => undefined, transitionEnd: () => undefined }]],
])('a tracer bound in a handler hears the rest of the transition, while %s watches', (_, tracers) => {
  const tracer = new RecordingTracer({ logLevel: 0 });
  class Own extends Plain {
    AEnter() {
      this.bindTracer(tracer);
    }
    AState() {
      return undefined;
    }
  }
  const machine = new Own({ tracers });
  expect([machine.add('A'), machine.is('A')]).toEqual([0, true]);
  const heard = tracer.records.map(({ callback, handler }) => [callback, handler?.name].filter(Boolean).join(' '));
  expect(heard).toEqual([
    'machineInit',
    'transitionFinals',
    'handlerStart AState',
    'runInHandler AState',
    'handlerEnd AState',
    'transitionEnd',
    'queueEnd',
  ]);
});

test('a prepended mutation may go between an accepted one and the Auto states it brings', () => {
  const Class = Machine.of(
    defineSchema({ S: {}, A: { auto: true, require: ['S'] }, C: {}, D: { auto: true, require: ['C'] } }),
  );
  const machine = new Class();
  let done = false;
  const results: boolean[] = [];
  machine.bindTracer({
    id: 't',
    mutationQueued: (_, mutation) => {
      if (!mutation.auto || done) return;
      done = true;
      prepend(machine, { type: 'add', states: 'C' });
    },
    transitionEnd: (tx) => void results.push(tx.accepted),
  });
  expect(machine.add('S')).toBe(0);
  expect([...machine.activeStates()].sort()).toEqual(['A', 'C', 'D', 'S']);
  expect([machine.tick('A'), machine.tick('D'), machine.queueLength]).toEqual([1, 1, 0]);
});

import type { Tracer } from '../../src/index.js';
import { RecordingTracer, tracerContract } from '../../src/testing/index.js';

tracerContract({ create: () => new RecordingTracer() });
tracerContract({ create: () => ({ id: 'nothing' }) });

/** The sentences of the checks that a tracer fails, with what they say. */
async function failures(create: () => Tracer): Promise<Readonly<Record<string, string>>> {
  const checks: [string, () => Promise<void>][] = [];
  tracerContract({ create, test: (name, run) => checks.push([name.replace('the contract of tracers: ', ''), run]) });
  const failed: [string, string][] = [];
  for (const [name, run] of checks) {
    await run().catch((error: unknown) => failed.push([name, (error as Error).message]));
  }
  return Object.fromEntries(failed);
}

test('a tracer that does nothing passes', async () => {
  expect(await failures(() => ({ id: 'nothing' }))).toEqual({});
});

test('a tracer that throws is found in every callback', async () => {
  for (const callback of ['machineInit', 'transitionEnd', 'handlerSettled', 'mutationRejected', 'log'] as const) {
    const create = (): Tracer => ({
      id: 'throwing',
      [callback]: () => {
        throw new Error('on purpose');
      },
    });
    expect((await failures(create))['it throws nothing']).toContain(`it throws: ${callback}: on purpose`);
  }
});

test('a tracer that counts on an order of callbacks is found', async () => {
  const create = (): Tracer => {
    const open = new Map<object, { count: number }>();
    return {
      id: 'ordered',
      machineInit: (machine) => void open.set(machine, { count: 0 }),
      transitionEnd: (tx) => {
        const entry = open.get(tx.machine);
        if (entry === undefined) throw new Error('not seen before');
        entry.count += 1;
      },
    };
  };
  expect(Object.keys(await failures(create))).toContain(
    'it throws nothing in whatever order callbacks come, alone, backwards or twice',
  );
});

test('a tracer that acts on the machine is found', async () => {
  const create = (): Tracer => ({
    id: 'acting',
    runInHandler: (call, run) => {
      if (call.name === 'TickState') return undefined as never;
      return run();
    },
  });
  const found = await failures(create);
  expect(found['it runs a handler once and hands on its result']).toContain('TickState runs 0 times');
});

test('a tracer that replaces the result of a handler, or runs it twice, is found', async () => {
  const replaced = await failures(() => ({
    id: 'replacing',
    runInHandler: (_, run) => {
      run();
      return true as never;
    },
  }));
  expect(Object.values(replaced).join()).toContain('the result of TickState is replaced');
  const twice = await failures(() => ({
    id: 'twice',
    runInHandler: (_, run) => {
      run();
      return run();
    },
  }));
  expect(Object.values(twice).join()).toContain('TickEnter runs 2 times');
});

test('a tracer that writes into what it is shown is found, but may write the trace context if it says so', async () => {
  const rule = 'it changes nothing it is shown, and looks at nothing after its time';
  const writing = (more: Partial<Tracer>) => () => ({
    id: 'writing',
    transitionStart: (tx: { timeBefore: unknown }) => (tx.timeBefore as number[]).sort(),
    transitionEnd: (tx: { traceContext: unknown }) =>
      void (tx.traceContext = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1 }),
    ...more,
  });
  const found = (await failures(writing({})))[rule];
  expect(found).toContain('timeBefore');
  expect(found).toContain('traceContext is written');
  const allowed = (await failures(writing({ writesTraceContext: true, transitionStart: () => {} })))[rule];
  expect(allowed).toBeUndefined();
});

test('a tracer that keeps transitions is found, and so is one that looks at them later', async () => {
  const create = (): Tracer => {
    const kept: { readonly target: readonly string[] }[] = [];
    return {
      id: 'keeping',
      transitionEnd: (tx) => void kept.push(tx),
      flush: async () => {
        for (const { target } of kept) Reflect.get(target, 'length');
      },
    };
  };
  const found = await failures(create);
  expect(found['it keeps no machine alive, and no transition']).toContain('the transition [add] Start of subject');
  expect(found['it changes nothing it is shown, and looks at nothing after its time']).toContain('after its time');
});

test('a tracer whose shutdown rejects is found', async () => {
  const found = await failures(() => ({ id: 'rejecting', shutdown: () => Promise.reject(new Error('gone')) }));
  expect(found['flush and shutdown can be called twice and do not reject; what comes after is ignored']).toBe('gone');
});

test('without a global test function it says what to give', () => {
  const { test: given } = globalThis;
  Reflect.deleteProperty(globalThis, 'test');
  try {
    expect(() => tracerContract({ create: () => ({ id: 'x' }) })).toThrow('give tracerContract the option test');
  } finally {
    Object.assign(globalThis, { test: given });
  }
});

import { machineHooks, setMachineHooks } from '../../src/engine/hooks.js';
import {
  bindHandlerMaps,
  bindingsOf,
  defineSchema,
  exceptionHandlers,
  Machine,
  statesOfHandler,
  type MachineOptions,
} from 'statescope';
import { RecordingTracer } from 'statescope/testing';

const schema = defineSchema({ Downloading: {}, Ready: {}, FooA: {}, FooB: {} });
const Plain = Machine.of(schema);

function logged(
  Class: new (options?: MachineOptions) => InstanceType<typeof Plain> = Plain,
  options: MachineOptions = {},
) {
  const lines: string[] = [];
  const machine = new Class({ id: 'm', logLevel: 5, logger: (_, text) => lines.push(text), ...options });
  return { machine, lines };
}

describe('a binding with a prefix', () => {
  test('gets the events that start with it, under the rest of their names', () => {
    const tracer = new RecordingTracer();
    const { machine, lines } = logged(Plain, { tracers: [tracer] });
    const calls: string[] = [];
    const note = (name: string) => () => void calls.push(name);
    machine.bindHandlers(
      {
        ...{ AEnter: note('AEnter'), AState: note('AState'), AFooB: note('AFooB'), BState: note('BState') },
        ...{ FooAState: note('FooAState'), ReadyState: note('ReadyState'), AnyState: note('AnyState') },
      },
      { id: 'P', statePrefix: 'Foo' },
    );
    machine.add(['FooA', 'Ready']);
    machine.add('FooB');
    expect(calls).toEqual(['AEnter', 'AState', 'AFooB', 'BState']);
    expect(lines).toEqual(
      expect.arrayContaining(['[handle:P] AEnter', '[handler:0] AState', '[handler:end] FooAState from P']),
    );
    expect(lines.filter((text) => text.startsWith('[handle:P]') && /Any|\] Ready/.test(text))).toEqual([]);
    expect(tracer.of('handlerStart').map(({ handler }) => handler?.name)).toEqual(calls);
  });

  test('keeps it when the order of the states changes', () => {
    const machine = new Plain();
    let called = 0;
    machine.bindHandlers({ AState: () => called++ }, { statePrefix: 'Foo' });
    machine.verifyStates(['Ready', 'FooB', 'FooA', 'Exception', 'Downloading']);
    machine.add('FooA');
    expect(called).toBe(1);
  });
});

describe('the handlers of the class itself', () => {
  test('go first, wherever they are bound, and are looked for anew with the order of the states', () => {
    const calls: string[] = [];
    class Own extends Plain {
      ReadyState?: (() => void) | undefined = () => void calls.push('own');
    }
    const { machine, lines } = logged(Own);
    machine.bindHandlers({ ReadyState: () => calls.push('bound') }, { id: 'bound' });
    machine.add('Ready');
    expect(calls).toEqual(['own', 'bound']);
    expect(lines.filter((text) => /^\[handler:(?:\d|end)/.test(text))).toEqual([
      '[handler:0] ReadyState',
      '[handler:end] ReadyState from Own',
      '[handler:1] ReadyState',
      '[handler:end] ReadyState from bound',
    ]);
    (machine as unknown as Own).ReadyState = undefined;
    machine.verifyStates(['Ready', 'FooB', 'FooA', 'Exception', 'Downloading']);
    machine.remove('Ready');
    machine.add('Ready');
    expect(calls).toEqual(['own', 'bound', 'bound']);
    (machine as unknown as Own).ReadyState = () => void calls.push('again');
    machine.verifyStates(['Ready', 'FooA', 'FooB', 'Exception', 'Downloading']);
    machine.remove('Ready');
    machine.add('Ready');
    expect(calls).toEqual(['own', 'bound', 'bound', 'again', 'bound']);
    machine.verifyStates(['Downloading', 'FooA', 'FooB', 'Exception', 'Ready']);
    machine.remove('Ready');
    machine.add('Ready');
    expect(calls.slice(5)).toEqual(['again', 'bound']);
  });

  test('are numbered once', () => {
    class Own extends Plain {
      ReadyState() {}
      ReadyEnd() {}
    }
    const { machine, lines } = logged(Own);
    machine.add('Ready');
    machine.bindHandlers({ ReadyEnd: () => undefined }, { id: 'late' });
    machine.verifyStates(['Ready', 'FooB', 'FooA', 'Exception', 'Downloading']);
    machine.remove('Ready');
    expect(lines.filter((text) => /^\[handler:\d/.test(text))).toEqual([
      '[handler:0] ReadyState',
      '[handler:0] ReadyEnd',
      '[handler:1] ReadyEnd',
    ]);
    expect(lines).toContain('[handle:Own] ReadyState');
  });
});

test('handlers in two maps: finals by their suffix, all others as negotiations', () => {
  const machine = new Plain();
  const calls: string[] = [];
  const note = (name: string) => () => calls.push(name) > 0;
  const id = bindHandlerMaps(
    machine,
    {
      negotiations: { ReadyEnter: note('ReadyEnter'), ReadyState: note('wrong'), ReadyExit: undefined },
      finals: { ReadyState: note('ReadyState'), ReadyEnd: note('ReadyEnd'), ReadyEnter: note('wrong') },
    },
    { id: 'maps' },
  );
  machine.add('Ready');
  machine.remove('Ready');
  expect([id, calls]).toEqual(['maps', ['ReadyEnter', 'ReadyState', 'ReadyEnd']]);
  expect(bindHandlerMaps(machine, {})).toMatch(/^anon-/);
});

describe('a method that looks like a handler and is none', () => {
  class Feed extends Plain {
    DownlodingEnter() {}
    ReadyState() {}
    resetState() {}
    DownloadingReady() {}
    AnyEnter() {}
    AnyEnd() {}
    close() {}
  }
  const expected = [
    '[handlers] Feed.DownlodingEnter is never called, Downloding is no state; did you mean DownloadingEnter?',
    '[handlers] Feed.resetState is never called, reset is no state',
    '[handlers] Feed.AnyEnd is never called, Any is no state',
  ];

  test('is named, with the nearest state, when the class is bound; it stays legal', () => {
    const { machine, lines } = logged(Feed);
    expect(machine.add('Ready')).toBe(0);
    const told = lines.filter((text) => text.startsWith('[handlers]') && !text.includes('bind'));
    expect(told.map((text) => text.replace(/; did you mean (?!Downloading).*/, ''))).toEqual(expected);
  });

  test('is named when an object is bound', () => {
    const { machine, lines } = logged();
    machine.bindHandlers({ RedyState: () => undefined, State: () => undefined });
    expect(lines).toContain('[handlers] Object.RedyState is never called, Redy is no state; did you mean ReadyState?');
  });

  test('is told to instrumentation once per class, whatever the log level', () => {
    const before = machineHooks();
    const told: string[] = [];
    setMachineHooks({ created: () => undefined, misnamed: (_, text) => told.push(text) });
    class Other extends Plain {
      RedyExit() {}
    }
    for (let i = 0; i < 3; i++) new Other().add('Ready');
    setMachineHooks({ created: () => undefined });
    class Third extends Plain {
      RedyEnd() {}
    }
    expect(new Third().add('Ready')).toBe(0);
    setMachineHooks(before);
    expect(told).toEqual(['Other.RedyExit is never called, Redy is no state; did you mean ReadyExit?']);
  });
});

test.each([
  ['AEnter', ['A']],
  ['AExit', ['A']],
  ['AState', ['A']],
  ['AEnd', ['A']],
  ['AB', ['A', 'B']],
  ['AA', ['A', 'A']],
  ['BExitA', []],
  ['ExitExit', ['Exit']],
  ['AnyEnter', []],
  ['AnyState', []],
  ['', []],
  ['CEnter', []],
])('%s refers to %j', (method, states) => {
  expect(statesOfHandler(['A', 'B', 'Exit'], method)).toEqual(states);
});

describe('exceptionHandlers', () => {
  const errorLines = (lines: readonly string[]) => lines.filter((text) => text.startsWith('[error'));

  test('write added and thrown errors into the log', () => {
    const { machine, lines } = logged();
    machine.bindHandlers(exceptionHandlers);
    machine.bindHandlers({
      ReadyState: () => {
        throw new Error('boom');
      },
    });
    machine.addErr(new Error('added'));
    machine.add(['Ready', 'FooA']);
    machine.add('Exception');
    expect(errorLines(lines)).toEqual([
      '[error] added',
      '[error:add] Ready FooA (boom)',
      '[error] missing error in args to ExceptionState',
    ]);
  });

  test('show the stack when asked to', () => {
    const { machine, lines } = logged(Plain, { logStackTrace: true });
    machine.bindHandlers(exceptionHandlers);
    machine.addErr(new Error('added'));
    expect(errorLines(lines)[0]).toMatch(/^\[error\] added\nError: added\n +at /);
  });
});

describe('rethrow', () => {
  test('lets what a handler throws leave the mutator, after the queue, without Exception', () => {
    const machine = new Plain({ rethrow: true });
    machine.bindHandlers({
      ReadyState: () => {
        machine.add('FooB');
        throw new Error('boom');
      },
      DownloadingEnter: () => {
        throw new Error('refused');
      },
    });
    expect(() => machine.add(['FooA', 'Ready'])).toThrow('boom');
    expect([machine.is('FooB'), machine.is('Ready'), machine.is('Exception'), machine.err]).toEqual([
      true,
      false,
      false,
      undefined,
    ]);
    expect(() => machine.add('Downloading')).toThrow('refused');
    expect(machine.add('FooA')).toBe(0);
  });
});

test('the ids of what is bound are told in the order of binding, until it is detached', () => {
  class Own extends Plain {
    ReadyState(): void {
      this.remove('Ready');
    }
  }
  const [plain, own] = [new Plain(), new Own()];
  expect([bindingsOf(plain), bindingsOf(own)]).toEqual([[], ['Own']]);
  const id = plain.bindHandlers({ ReadyState: () => undefined });
  bindHandlerMaps(plain, { finals: { ReadyState: () => undefined } }, { id: 'maps' });
  own.bindHandlers({}, { id: 'second' });
  expect([bindingsOf(plain), bindingsOf(own)]).toEqual([
    [id, 'maps'],
    ['Own', 'second'],
  ]);
  for (const bound of bindingsOf(plain)) plain.detachHandlers(bound);
  expect(bindingsOf(plain)).toEqual([]);
  own.add('Ready');
  expect([bindingsOf(own), own.is('Ready')]).toEqual([['Own', 'second'], false]);
});

test('a mutation made because of the line about a binding reaches the handlers of that binding, and of those before', () => {
  const called: string[] = [];
  const logger = (_: number, text: string) => {
    if (text.startsWith('[handlers]')) machine.add('Ready');
  };
  const machine = new Plain({ logLevel: 2, logger });
  machine.bindHandlers({ ReadyState: () => void called.push('first') });
  machine.add('Downloading');
  machine.bindHandlers({ ReadyState: () => void called.push('second'), AbsentState: () => undefined });
  expect(called).toEqual(['first', 'second']);
});

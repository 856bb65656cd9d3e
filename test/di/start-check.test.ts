import 'reflect-metadata';
import { container } from 'tsyringe';
import { memory, otelTraces, startTelemetry } from '../../src/di/index.js';
import type { StartOptions } from '../../src/di/index.js';

const start = (given: unknown, options: unknown = {}) =>
  startTelemetry(given as typeof container, { environment: {}, configFile: false, ...(options as StartOptions) });

test.each([
  ['no container', undefined, {}, 'the container is undefined: expected a container of tsyringe'],
  ['options alone', { traces: {} }, {}, 'the container is an object: expected a container of tsyringe'],
  ['modules that are no list', container, { modules: memory() }, 'modules is an object: expected a list'],
  [
    'a module that was not called',
    container,
    { modules: [memory(), otelTraces] },
    'modules[1] is the function otelTraces: expected what otelTraces() returns',
  ],
  ['the name of a module', container, { modules: ['memory'] }, 'modules[0] is the string "memory": expected what a'],
  ['a diagnostic that is no function', container, { diagnostic: 'stderr' }, 'diagnostic is the string "stderr"'],
])('%s is told before anything starts', async (_name, given, options, message) => {
  await expect(start(given, options)).rejects.toMatchObject({
    code: 'CONFIG',
    message: expect.stringContaining(`startTelemetry: ${message}`) as string,
  });
});

test.each([
  [null, 'null'],
  [5, 'a number'],
  [[], 'a list'],
  [memory, 'the function memory'],
])('options that are %s are none', async (options, kind) => {
  await expect(startTelemetry(container, options as never)).rejects.toMatchObject({
    code: 'CONFIG',
    message: `startTelemetry: the options are ${kind}: expected an object with settings`,
  });
});

test('a mistake leaves the container free', async () => {
  await start(container, { modules: [otelTraces] }).catch(() => undefined);
  await (await start(container, { modules: [] })).shutdown();
});

describe('a module of somebody else that', () => {
  const tracer = { id: 'mine' };
  const unreadable = (property: string) =>
    Object.defineProperty({ ...tracer }, property, {
      get() {
        throw new Error('no');
      },
    });

  test.each<[string, unknown, string]>([
    ['gives null', null, 'start() gave null: expected { tracers: [...] }, or undefined'],
    ['gives a tracer alone', tracer, 'start() gave an object without tracers'],
    ['has an empty place among its tracers', { tracers: [tracer, undefined] }, 'tracers[1] is undefined'],
    ['has a tracer without an id', { tracers: [{}] }, 'tracers[0] has no id'],
    ['has a tracer for what is no signal', { tracers: [{ ...tracer, signal: 'trace' }] }, 'tracer mine is trace'],
    ...['id', 'signal', 'inheritable'].map((property): [string, unknown, string] => [
      `has a tracer whose ${property} throws when it is read`,
      { tracers: [unreadable(property)] },
      `${property} of tracers[0] can not be read`,
    ]),
  ])('%s is named, and everything ends again', async (_, started, message) => {
    const ended: string[] = [];
    const before = { name: 'before', start: async () => ({ tracers: [], shutdown: async () => void ended.push('a') }) };
    const own = started !== null && { ...(started as object), shutdown: async () => void ended.push('b') };
    const wrong = { name: 'wrong', start: async () => own || started };
    await expect(start(container.createChildContainer(), { modules: [before, wrong] })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining(`module wrong: `) as string,
    });
    await expect(start(container.createChildContainer(), { modules: [before, wrong] })).rejects.toThrow(message);
    expect(ended.slice(0, 2).sort()).toEqual(started === null ? ['a', 'a'] : ['a', 'b']);
  });

  test('has no name is named', async () => {
    const modules = [{ start: () => Promise.resolve(undefined) }];
    await expect(start(container, { modules })).rejects.toThrow('modules[0] has no name: expected an object with name');
  });
});

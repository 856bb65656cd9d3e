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

test('a mistake leaves the container free', async () => {
  await start(container, { modules: [otelTraces] }).catch(() => undefined);
  await (await start(container, { modules: [] })).shutdown();
});

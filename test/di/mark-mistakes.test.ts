import 'reflect-metadata';
import { container } from 'tsyringe';
import { Traced } from '../../decorators/index.js';
import { startTelemetry } from '../../src/di/index.js';
import { Machine } from '../../src/index.js';
import { schema } from '../support/machines.js';

test('the report tells of classes that are marked wrongly, before there is a machine of them', async () => {
  @Traced({ states: { allow: ['Strat' as 'Start'] } })
  class Feed extends Machine.of(schema) {}
  const telemetry = await startTelemetry(container.createChildContainer(), { environment: {}, configFile: false });
  const line =
    "class 'Feed', traced: option 'states' is an object: allow: 'Strat': no state of this machine; did you mean 'Start'?";
  expect(telemetry.report.warnings).toEqual([line]);
  expect(() => new Feed()).toThrow(line);
  await telemetry.shutdown();
});

test('a marked class that is no machine is told, and made as it ever was', async () => {
  @Traced()
  class Handlers {
    constructor(readonly options = 'own') {}
    dispose = jest.fn();
  }
  const child = container.createChildContainer();
  const telemetry = await startTelemetry(child, { environment: {}, configFile: false });
  expect(telemetry.report.warnings).toContainEqual(
    expect.stringMatching(/^class 'Handlers' is marked and is no machine; expected a class of machines; instrument/),
  );
  const made = child.resolve(Handlers);
  expect(made.options).toBe('own');
  await child.dispose();
  expect(made.dispose).toHaveBeenCalledTimes(1);
});

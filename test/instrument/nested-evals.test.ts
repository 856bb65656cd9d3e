import 'reflect-metadata';
import { container as root } from 'tsyringe';
import { bindTelemetryEnv } from '../../src/by-hand/index.js';
import { startTelemetry } from '../../src/di/index.js';
import { evaluate } from '../../src/index.js';
import type { AnyMachine } from '../../src/engine/index.js';
import { Plain } from '../support/machines.js';
import { startScope, stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

/** Whether a nested evaluation is an error for a machine. */
async function isDetected(machine: AnyMachine): Promise<boolean> {
  await evaluate(machine, 'outer', () => evaluate(machine, 'inner', () => undefined));
  return machine.err !== undefined;
}

test('nested evaluations are errors where the telemetry says so, on machines made before it and after it', async () => {
  const before = new Plain();
  startScope({ detectEval: true });
  expect([await isDetected(before), await isDetected(new Plain())]).toEqual([true, true]);
  stopScopes();
  expect(await isDetected(new Plain())).toBe(false);
});

test('the option of a machine goes before the telemetry, either way', async () => {
  startScope({ detectEval: true });
  expect(await isDetected(new Plain({ detectEval: false }))).toBe(false);
  stopScopes();
  startScope();
  expect([await isDetected(new Plain()), await isDetected(new Plain({ detectEval: true }))]).toEqual([false, true]);
});

test('a telemetry speaks for the machines of its own containers alone', async () => {
  const [one, other] = [root.createChildContainer(), root.createChildContainer()];
  const settings = { environment: { AM_DETECT_EVAL: '1' }, configFile: false } as const;
  const telemetries = [
    await startTelemetry(one, settings),
    await startTelemetry(other, { environment: {}, configFile: false }),
  ];
  const detected = [await isDetected(new Plain({ container: one })), await isDetected(new Plain({ container: other }))];
  await Promise.all(telemetries.map((telemetry) => telemetry.shutdown()));
  expect(detected).toEqual([true, false]);
  expect(telemetries.map(({ report }) => report.warnings)).toEqual([[], []]);
});

test('by hand the variable counts for a machine and its submachines, and for no other', async () => {
  const machine = new Plain();
  expect(await bindTelemetryEnv(machine, { environment: { AM_DETECT_EVAL: '1' } })).toBeUndefined();
  expect(await isDetected(machine.submachine(Plain).submachine(Plain))).toBe(true);
  expect([await isDetected(machine), await isDetected(new Plain())]).toEqual([true, false]);
});

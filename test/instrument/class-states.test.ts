import { Parent, Traced } from '../../decorators/index.js';
import { classStates } from '../../src/instrument/index.js';
import type { ClassState, TelemetryScope } from '../../src/instrument/index.js';
import { Machine } from '../../src/index.js';
import { FakeClock } from '../../src/testing/index.js';
import { Feed, Plain, schema } from '../support/machines.js';
import { recorders, startScope, stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

@Traced()
@Parent(() => Feed)
class Child extends Machine.of(schema) {}

@Traced(false)
class Silent extends Machine.of(schema) {}

const stateOf = (scope: TelemetryScope, className: string): ClassState | undefined =>
  classStates(scope).find((state) => state.className === className);

test('marks decide where nothing else does; what @Parent brings is told apart', () => {
  const scope = startScope();
  expect(stateOf(scope, 'Child')?.signals).toMatchObject({
    traced: { on: true, source: 'mark' },
    metered: { on: 'inherited', source: 'mark' },
  });
  expect(stateOf(scope, 'Silent')?.signals).toMatchObject({
    traced: { on: false, source: 'mark' },
    logged: { on: false, source: 'default' },
  });
});

test('of toggle, code, environment and file the weightiest one that says anything is named', () => {
  const clock = new FakeClock(0);
  const scope = startScope({
    now: clock.now,
    timers: { setTimeout: clock.setTimeout, clearTimeout: (id) => clock.clearTimeout(id as number) },
    classes: [
      { origin: 'code', classes: { 'F*': { metered: false } } },
      { origin: 'file', from: 'statescope.yaml', classes: { Feed: false } },
    ],
  });
  scope.toggle('*eed', { traced: true }, { ttlMs: 500 });
  expect(stateOf(scope, 'Feed')?.signals).toEqual({
    traced: { on: true, source: 'toggle', from: 'toggle', pattern: '*eed', revertsAt: 500, observed: 0 },
    metered: { on: false, source: 'code', from: 'code', pattern: 'F*', observed: 0 },
    logged: { on: false, source: 'file', from: 'statescope.yaml', pattern: 'Feed', observed: 0 },
  });
});

test('machines are counted by class, and those that a sink observes by signal', () => {
  const { traced } = recorders();
  const scope = startScope({ tracers: [traced], instrumentUnmarked: true });
  const kept = [new Feed(), new Feed(), new Plain()];
  kept[0]?.detachTracer(traced.id);
  expect(stateOf(scope, 'Feed')).toMatchObject({ machines: 2, signals: { traced: { observed: 1 } } });
  expect(stateOf(scope, 'Plain')).toMatchObject({
    machines: 1,
    signals: { traced: { on: true, source: 'default', observed: 1 }, logged: { on: true, observed: 0 } },
  });
});

test('classes stand in the order of their names', () => {
  const names = classStates(startScope()).map(({ className }) => className);
  expect(names).toEqual([...names].sort());
  expect(names).toContain('Silent');
  expect(new Silent()).toBeDefined();
  expect(new Child()).toBeDefined();
});

import { MachineError } from '../../src/errors.js';
import { TelemetryScope } from '../../src/instrument/index.js';

type Given = Parameters<TelemetryScope['toggle']>;

test.each([
  [['Feed', { trced: true }], 'the toggle of "Feed": unknown key "trced": did you mean "traced"?'],
  [['Feed', { colour: true }], 'the toggle of "Feed": unknown key "colour": expected traced, metered, logged'],
  [['Feed', 'off'], 'the toggle of "Feed" is "off": expected false, undefined, or an object'],
  [['Feed', true], 'the toggle of "Feed" is a boolean: expected false'],
  [['Feed', null], 'the toggle of "Feed" is null: expected false'],
  [['Feed', [false]], 'the toggle of "Feed" is an object: expected false'],
  [['Feed', { traced: 'yes' }], 'the toggle of "Feed", traced is "yes": expected true or false'],
  [['Feed', false, { ttl: 5 }], 'the options of a toggle: unknown key "ttl": did you mean "ttlMs"?'],
  [[/Feed/, false], 'the pattern is an object: expected the name of a class, or a pattern'],
])('%j is refused and changes nothing', (given, message) => {
  const scope = new TelemetryScope({ tracers: [] });
  const toggle = () => {
    scope.toggle(...(given as unknown as Given));
  };
  expect(toggle).toThrow(MachineError);
  expect(toggle).toThrow(message);
  expect(scope.toggles.allOff('Feed')).toBe(false);
});

test('a signal that is undefined says nothing, and undefined takes a toggle back', () => {
  const scope = new TelemetryScope({ tracers: [] });
  scope.toggle('Feed', false);
  scope.toggle('Feed', undefined);
  scope.toggle('Item', { traced: undefined });
  expect(scope.toggles.allOff('Feed')).toBe(false);
});

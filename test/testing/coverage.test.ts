import { Machine, defineSchema } from '../../src/index.js';
import { RecordingTracer, coverageOf, coverageText } from '../../src/testing/index.js';

class Door extends Machine.of(
  defineSchema({ Open: { remove: ['Shut'] }, Shut: { remove: ['Open'] }, Locked: { require: ['Shut'] } }),
) {
  isStuck = false;
  OpenEnter() {
    return !this.isStuck;
  }
  ShutEnter() {
    return true;
  }
  OpenState() {}
  LockedEnd() {}
}

const recorded = () => {
  const recording = new RecordingTracer();
  return { recording, door: new Door({ tracers: [recording] }) };
};

test('it tells states, changes, handlers and vetoes that were seen, how often, and what never was', () => {
  const { recording, door } = recorded();
  door.add('Open');
  door.add('Locked');
  door.add('Shut');
  door.isStuck = true;
  door.canAdd('Open');
  door.add('Open');
  expect(coverageOf(Door, recording)).toEqual({
    className: 'Door',
    states: { seen: { Open: 1, Shut: 1 }, missing: ['Locked', 'Exception'] },
    transitions: {
      seen: { '+Open': 1, '-Open': 1, '+Shut': 1 },
      missing: ['-Shut', '+Locked', '-Locked', '+Exception', '-Exception'],
    },
    handlers: { seen: { OpenEnter: 3, OpenState: 1, ShutEnter: 1 }, missing: ['LockedEnd'] },
    vetoes: {
      seen: { OpenEnter: 2, 'requires Shut': 1 },
      missing: ['ShutEnter', 'removed by Open', 'removed by Shut'],
    },
  });
});

test('only machines of the class count, states that were active before with 0', () => {
  class Other extends Door {}
  const { recording, door } = recorded();
  const other = new Other();
  other.add('Shut');
  other.bindTracer(recording);
  door.add('Open');
  expect(coverageOf(Other, recording).states.seen).toEqual({ Shut: 0 });
  expect(coverageOf(Door, recording).states.seen).toEqual({ Open: 1 });
});

test('as text it is a line for each kind', () => {
  const { recording, door } = recorded();
  door.add('Open');
  expect(coverageText(coverageOf(Door, recording)).split('\n')).toEqual([
    'Door',
    '  states          1 of    4  never: Shut Locked Exception',
    '  transitions     1 of    8  never: -Open +Shut -Shut +Locked -Locked +Exception -Exception',
    '  handlers        2 of    4  never: ShutEnter LockedEnd',
    '  vetoes          0 of    5  never: OpenEnter ShutEnter requires Shut removed by Open removed by Shut',
    '',
  ]);
});

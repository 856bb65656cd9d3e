import { Machine, defineSchema } from 'statescope';
import { RecordingTracer, coverageOf, coverageText } from 'statescope/testing';
import 'statescope/testing/jest'; // adds matchers to the global `expect`, and their types

const schema = defineSchema({
  Open: { remove: ['Shut'] },
  Shut: { remove: ['Open'] },
  Locked: { require: ['Shut'] },
});

class Door extends Machine.of(schema) {
  OpenEnter() {
    return !this.is('Locked');
  }
}

test('a locked door stays shut', async () => {
  const recording = new RecordingTracer();
  const door = new Door({ tracers: [recording] });
  door.add(['Shut', 'Locked']);
  door.add('Open');
  expect(door).toHaveTransitioned(['Shut', 'Locked']);
  expect(door).toHaveRejected({ called: 'Open', by: 'OpenEnter' });
  expect(door).toCoverStates({ except: ['Open', 'Exception'] });
  expect(coverageOf(Door, recording).vetoes.missing).not.toContain('OpenEnter');
  expect(coverageText(coverageOf(Door, recording))).toContain('states          2 of    4  never: Open Exception');
  await door.dispose();
  await expect(recording).not.toLeak();
});

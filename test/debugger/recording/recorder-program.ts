// Records as fast as it can, until it is killed; says so once there is something.
import { FlightRecorder } from '../../../src/debugger/recording/flight-recorder.js';
import { transitionEvent } from '../model/events.js';

const recorder = await FlightRecorder.open(process.argv[2] ?? '', { flushMs: 1 });
process.stdout.write('recording\n');
for (let i = 0; ; i++) {
  await recorder.write(transitionEvent({ id: String(i), tick: i, stack: 'x'.repeat(i % 5000) }));
  if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
}

// A machine that enters a state and stays in it; exports as the environment says, and prints when the state began.
import 'reflect-metadata';
import { defineSchema, instrument, Machine } from 'statescope';
import { startTelemetry } from 'statescope/di';
import { container } from 'tsyringe';

const schema = defineSchema({
  Preparing: { remove: ['Working'] },
  Working: { remove: ['Preparing'] },
});

class Job extends Machine.of(schema) {}
instrument(Job, { traced: { args: ['order'] }, logged: true });

await startTelemetry(container, { metrics: { exporter: 'none' } });
const job = new Job({ id: 'job-1' });
job.add('Preparing');
const beforeMs = Date.now();
job.add('Working', { order: 'A-17' });
console.log(`in Working since ${beforeMs}`);
setInterval(() => undefined, 1000);

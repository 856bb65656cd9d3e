import { Logged, Metered, Traced } from '../../decorators/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import type { TelemetrySettings } from '../../src/config/index.js';
import { foundBy, running } from './patient.js';

const schema = defineSchema({ Start: {} });

@Metered()
class Counted extends Machine.of(schema) {}

class Told extends Machine.of(schema) {
  @Logged()
  StartState() {}
}

@Traced()
class Followed extends Machine.of(schema) {}

const classes = [Counted, Told, Followed];
const nowhere = [
  { status: 'warn', message: 'Counted is marked @Metered, but metrics go nowhere' },
  { status: 'warn', message: 'Told is marked @Logged, but logs go nowhere' },
];

test('classes that are metered or logged while nobody listens are named', async () => {
  expect(await foundBy('listeners', { classes })).toMatchObject(nowhere);
  expect(await foundBy('listeners', { classes, running })).toMatchObject(nowhere);
});

test.each<TelemetrySettings>([
  { metrics: { exporter: 'prometheus' }, logs: { exporter: 'console' } },
  { metrics: { push: { url: 'http://localhost:9091' } }, loki: { url: 'http://localhost:3100' } },
  { metrics: { exporter: 'otlp' }, logs: { print: true } },
])('they are fine with %j', async (settings) => {
  expect(await foundBy('listeners', { classes }, settings)).toMatchObject([{ status: 'ok' }]);
});

test('they are fine while tracers take them', async () => {
  const signals = new Set(['metered', 'logged'] as const);
  expect(await foundBy('listeners', { classes, running: { ...running, signals } })).toMatchObject([{ status: 'ok' }]);
});

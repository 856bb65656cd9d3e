import 'reflect-metadata';
import { defineSchema, Machine } from 'statescope';
import { Traced } from 'statescope/decorators';
import { startTelemetry } from 'statescope/di';
import { container } from 'tsyringe';

/* Prints who decides about a class, whenever that changes, and the listeners it has before, while and after it runs. */

@Traced()
class Guest extends Machine.of(defineSchema({ Start: {} })) {}

const NAMES = ['SIGTERM', 'SIGINT', 'SIGHUP', 'uncaughtException', 'unhandledRejection'] as const;
const listeners = (): number => NAMES.reduce((sum, name) => sum + process.listenerCount(name), 0);
const say = (value: unknown): void => console.log(JSON.stringify(value));

const before = listeners();
await (await startTelemetry(container.createChildContainer(), { environment: {}, modules: [] })).shutdown();
const unasked = listeners() - before;
const telemetry = await startTelemetry(container, { environment: {}, modules: [], signals: true });
say({ unasked, asked: listeners() - before });
const guest = new Guest();
let last = '';
const timer = setInterval(() => {
  const { on, source, from } = telemetry.instrumentation().find(({ className }) => className === 'Guest')!.signals
    .traced;
  const now = JSON.stringify({ on, source, from, warnings: telemetry.report.warnings });
  if (now !== last) console.log((last = now));
}, 5);
process.on('SIGUSR2', () => {
  clearInterval(timer);
  void telemetry.shutdown().then(() => say({ after: listeners() - before, disposed: guest.isDisposed }));
});

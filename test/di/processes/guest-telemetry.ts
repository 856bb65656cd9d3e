import 'reflect-metadata';
import { defineSchema, Machine } from 'statescope';
import { Traced } from 'statescope/decorators';
import { startTelemetry, TRACER } from 'statescope/di';
import { container } from 'tsyringe';

@Traced()
class Guest extends Machine.of(defineSchema({ Start: {} })) {}

/** Starts a telemetry whose only span is open until it is shut down. */
export async function start({ file, hangs }: { file: string; hangs: boolean }): Promise<void> {
  if (hangs) {
    const never = new Promise<void>(() => undefined);
    container.register(TRACER, { useValue: { id: 'hanging', shutdown: () => never } });
  }
  await startTelemetry(container, {
    signals: true,
    environment: {},
    configFile: false,
    shutdownTimeoutMs: hangs ? 60_000 : 5000,
    traces: { exporter: 'file', file },
  });
  new Guest({ id: 'guest' }).add('Start');
}

import 'reflect-metadata';
import { Machine, defineSchema } from 'statescope';
import { Traced } from 'statescope/decorators';
import { CLOCK, MEMORY_SPANS, startTelemetry } from 'statescope/di';
import { container as root } from 'tsyringe';

@Traced()
class Feed extends Machine.of(defineSchema({ A: {} })) {}

test('a clock that is set back is told once, counted in the metrics, and bends no span', async () => {
  const container = root.createChildContainer();
  let nowMs = 1_700_000_000_000;
  container.register(CLOCK, { useValue: () => (nowMs += 1) });
  const lines: string[] = [];
  const telemetry = await startTelemetry(container, {
    configFile: false,
    environment: {},
    traces: { exporter: 'memory' },
    metrics: { exporter: 'prometheus', port: 0 },
    diagnostic: (line) => lines.push(line),
  });
  const feed = new Feed({ id: 'feed', container });
  for (let i = 0; i < 3; i++) {
    feed.toggle('A');
    nowMs -= 3_600_000;
  }
  await feed.dispose();
  await telemetry.flush();
  const scraped = await (await fetch(telemetry.metricsUrl ?? '')).text();
  expect(scraped).toContain('asyncmachine_exporter_errors_total{signal="clock"} 3');
  expect(lines.filter((line) => line.includes('clock'))).toEqual([
    expect.stringMatching(/^telemetry: traces: the clock has gone back by 36\d\d\.\d s; /),
  ]);
  for (const { duration } of container.resolve(MEMORY_SPANS).items) expect(duration[0]).toBe(0);
  await telemetry.shutdown();
});

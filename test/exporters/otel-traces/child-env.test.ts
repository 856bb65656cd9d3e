import 'reflect-metadata';
import { Machine, defineSchema } from 'statescope';
import { Traced } from 'statescope/decorators';
import { MEMORY_SPANS, startTelemetry } from 'statescope/di';
import { otelChildEnv } from 'statescope/exporters/otel-traces';
import { container as root } from 'tsyringe';

@Traced()
class Parent extends Machine.of(defineSchema({ Start: {} })) {
  environment: Readonly<Record<string, string>> = {};

  StartState() {
    this.environment = otelChildEnv(this);
  }
}

@Traced()
class Child extends Machine.of(defineSchema({ Start: {} })) {}

async function spansOf<T extends Machine>(
  environment: Readonly<Record<string, string>>,
  Class: new (options: { id: string; container: typeof root }) => T,
  work: (machine: T) => void,
) {
  const container = root.createChildContainer();
  const settings = { traces: { exporter: 'memory' } } as const;
  const telemetry = await startTelemetry(container, { configFile: false, environment, ...settings });
  const machine = new Class({ id: Class.name, container });
  work(machine);
  await telemetry.flush();
  const spans = container.resolve(MEMORY_SPANS).items;
  await telemetry.shutdown();
  return { machine, spans };
}

describe('the environment of a child', () => {
  it('makes its traces go on below the transition that runs', async () => {
    const { machine, spans } = await spansOf({}, Parent, (parent) => parent.add('Start'));
    const transition = spans.find(({ name }) => name === '0: [add] Start')?.spanContext();
    expect(machine.environment).toEqual({
      TRACEPARENT: `00-${transition?.traceId ?? ''}-${transition?.spanId ?? ''}-01`,
      AM_OTEL_TRACE_ID: transition?.traceId,
      AM_OTEL_SPAN_ID: transition?.spanId,
      AM_OTEL_TRACE_FLAGS: '01',
    });
    const { AM_OTEL_TRACE_ID, AM_OTEL_SPAN_ID, TRACEPARENT } = machine.environment as Record<string, string>;
    for (const environment of [{ TRACEPARENT }, { AM_OTEL_TRACE_ID, AM_OTEL_SPAN_ID }]) {
      const child = await spansOf(environment as Record<string, string>, Child, () => undefined);
      // Numbered on, as they are of one trace in one process.
      const span = child.spans.find(({ name }) => name.endsWith(':Child'));
      expect([span?.parentSpanContext?.spanId, span?.spanContext().traceId]).toEqual([
        transition?.spanId,
        transition?.traceId,
      ]);
    }
  });

  it('names the machine while no transition runs, and what goes along', async () => {
    let found: Readonly<Record<string, string>> = {};
    const { spans } = await spansOf({}, Child, (machine) => {
      found = otelChildEnv(machine, { tracestate: 'a=b', baggage: 'c=d' });
    });
    const span = spans.find(({ name }) => name === 'mach:0:Child')?.spanContext();
    expect(found).toMatchObject({ AM_OTEL_SPAN_ID: span?.spanId, TRACESTATE: 'a=b', BAGGAGE: 'c=d' });
  });

  it('is empty for a machine that is not traced', () => {
    expect(otelChildEnv(new Child(), { baggage: 'c=d' })).toEqual({});
  });
});

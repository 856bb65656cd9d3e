import { Machine, defineSchema } from '../../../src/index.js';
import { otelChildEnv } from '../../../src/exporters/otel-traces/index.js';
import { PRESETS, run, spanOf } from './run.js';

const schema = defineSchema({ A: {} });

class Feed extends Machine.of(schema) {}

const SPAN = 'cd'.repeat(8);
/** Machines count on in a trace, whoever traces them. */
let traces = 0;
const newTrace = (): string => (++traces).toString(16).padStart(32, '0');

const program = () => new Feed({ id: 'feed' }).add('A');

describe.each(PRESETS)('under preset %s, the environment (13)', (preset) => {
  it.each([
    [
      'AM_OTEL_TRACE_ID and AM_OTEL_SPAN_ID',
      (traceId: string) => ({ AM_OTEL_TRACE_ID: traceId, AM_OTEL_SPAN_ID: SPAN }),
    ],
    ['TRACEPARENT', (traceId: string) => ({ TRACEPARENT: `00-${traceId}-${SPAN}-01` })],
  ])('names a remote parent by %s', async (_name, environmentOf) => {
    const traceId = newTrace();
    const ran = await run(preset, program, { environment: environmentOf(traceId) });
    const machine = spanOf(ran, 'mach:0:feed');
    expect(machine.spanContext().traceId).toBe(traceId);
    expect(machine.parentSpanContext).toMatchObject({ spanId: SPAN, isRemote: true });
    expect(ran.spans.map(({ name }) => name)).not.toContain('root');
  });

  it('says that the parent is not sampled', async () => {
    const ran = await run(preset, program, { environment: { TRACEPARENT: `00-${newTrace()}-${SPAN}-00` } });
    expect(ran.spans).toEqual([]);
  });

  it.each([
    ['one id only', { AM_OTEL_TRACE_ID: newTrace() }],
    ['a malformed TRACEPARENT', { TRACEPARENT: `00-${'C'.repeat(32)}-${SPAN}-01` }],
    ['ids of zeros', { AM_OTEL_TRACE_ID: '0'.repeat(32), AM_OTEL_SPAN_ID: SPAN }],
  ])('is no parent with %s', async (_name, environment) => {
    const ran = await run(preset, program, { environment });
    expect(spanOf(ran, 'mach:0:feed').parentSpanContext?.spanId).toBe(spanOf(ran, 'root').spanContext().spanId);
  });

  it('of children names the span that runs', async () => {
    let environment: Readonly<Record<string, string>> = {};
    const ran = await run(preset, () => {
      const feed = new Feed({ id: 'feed' });
      environment = otelChildEnv(feed);
    });
    const machine = spanOf(ran, 'mach:0:feed').spanContext();
    expect(environment['TRACEPARENT']).toBe(`00-${machine.traceId}-${machine.spanId}-01`);
  });

  it('with a bad expression is an error that names it', async () => {
    const environment = { AM_OTEL_TRACE_SKIP_STATES_RE: '(' };
    await expect(run(preset, program, { environment })).rejects.toThrow(/AM_OTEL_TRACE_SKIP_STATES_RE/);
  });
});

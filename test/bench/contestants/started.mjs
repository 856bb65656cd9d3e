// The built package with telemetry started through a container, as programs do.
import 'reflect-metadata';
import { Traced } from 'statescope/decorators';
import { SPAN_EXPORTER, startTelemetry, TRACER } from 'statescope/di';
import { container } from 'tsyringe';
import { expect, ringSchema, stateNames } from '../lib/workload.mjs';
import { jobs as floor } from './floor.mjs';
import { everyCallback } from './instrumented.mjs';
import { classOf, ringJob } from './ours.mjs';

const ring = (h) => classOf(ringSchema(2), stateNames(2), h);
const REST_AFTER_MS = 50;
/** More transitions than a machine remembers. */
const USED = 400;
const quiet = { logs: { exporter: 'none' }, metrics: { exporter: 'none' } };

/** Machines of a class that is traced, or not, with so many transitions behind them; the spans go nowhere. */
const idle = async (isTraced, transitions = 1) => {
  const exporter = {
    export: (spans, done) => done({ code: 0 }),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  container.register(SPAN_EXPORTER, { useValue: exporter });
  const traces = { restAfterMs: REST_AFTER_MS };
  const telemetry = await startTelemetry(container, { ...quiet, traces, instrumentUnmarked: false });
  const Ring = classOf(ringSchema(4), stateNames(4));
  if (isTraced) Traced()(Ring);
  return {
    make() {
      const machine = new Ring();
      for (let i = 0; i < transitions; i++) machine.add(i % 2 === 0 ? 'S0' : 'S1');
      return machine;
    },
    flush: () => telemetry.flush(),
    checkMade: (made) => expect(made.at(-1).tracers.length === (isTraced ? 1 : 0), 'traced, or not'),
  };
};

export const jobs = {
  never: () => ringJob(new (ring(4))(), 2, 4),

  /** A tracer with every callback, used for a while and then switched off at run time. */
  async 'off-after-use'() {
    const Ring = ring(4);
    Traced()(Ring);
    container.register(TRACER, { useValue: everyCallback() });
    const telemetry = await startTelemetry(container, { ...quiet, traces: { exporter: 'none' } });
    const machine = new Ring();
    expect(machine.tracers.length === 1, 'traced');
    const job = ringJob(machine, 2, 4);
    job.run(100_000);
    telemetry.toggle('*', false);
    expect(machine.tracers.length === 0, 'switched off');
    return job;
  },

  /** The same with the package loaded, and tracing off. */
  async 'await-beside'() {
    await startTelemetry(container, { ...quiet, traces: { exporter: 'none' } });
    return floor.await();
  },

  'idle-untraced': () => idle(false),
  'idle-traced': () => idle(true),
  'idle-used-untraced': () => idle(false, USED),
  'idle-used-traced': () => idle(true, USED),
};

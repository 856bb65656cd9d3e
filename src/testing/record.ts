import type { AnyMachine } from '../engine/index.js';
import { RecordingTracer } from './recording-tracer.js';
import type { RecordingTracerOptions } from './recording-tracer.js';

/**
 * Records a machine from now on: binds a {@link RecordingTracer}, or finds the one that is bound. What happened before is not in it;
 * to see that too, give the machine its tracer when it is made: `new Feed({ tracers: [recording] })`.
 */
export function record(machine: AnyMachine, options?: RecordingTracerOptions): RecordingTracer {
  const bound = recordingOf(machine);
  if (bound !== undefined) return bound;
  const recording = new RecordingTracer(options);
  machine.bindTracer(recording);
  return recording;
}

/** The recording tracer that is bound to a machine. */
export function recordingOf({ tracers }: Pick<AnyMachine, 'tracers'>): RecordingTracer | undefined {
  return tracers.find(isRecording);
}

/** By its shape: the test may have loaded the other module format of this package. */
export function isRecording(value: unknown): value is RecordingTracer {
  return typeof value === 'object' && value !== null && 'records' in value && 'machineIds' in value;
}

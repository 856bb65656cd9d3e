import type { TracerStats } from '../tracer/index.js';
import type { SinkStats } from '../exporters/shared/index.js';
import { failure, fine, warning } from './finding.js';
import type { Symptom } from './finding.js';
import type { Patient } from './patient.js';

/** A delivery that runs for longer than the time limits of exporters hangs. */
const HANGING_MS = 15_000;

/** What the configuration was told and does not do. */
export function checkConfiguration({ warnings, config, running }: Patient): readonly Symptom[] {
  const off = warning(
    'telemetry is set to never: nothing is observed',
    'unset OTEL_SDK_DISABLED, or set telemetry to auto',
  );
  const over = warning('this telemetry was shut down: nothing is observed any more', 'start it again');
  const found = [
    ...(running?.isOver === true ? [over] : []),
    ...(config.telemetry === 'never' ? [off] : []),
    ...warnings.map((text) => warning(text, 'change or remove the setting')),
  ];
  return found.length === 0 ? [fine('every setting is in force')] : found;
}

/** Whether machines of marked classes are observed. */
export function checkMachines({ running }: Patient): readonly Symptom[] {
  if (running === undefined) return [fine('no telemetry runs here, so machines are not looked at')];
  const { ambiguous, forgotten, waiting } = running.machines;
  const found: Symptom[] = [];
  const list = Object.entries(ambiguous).map(([name, count]) => `${name} (${String(count)})`);
  if (list.length > 0) {
    found.push(
      failure(
        `machines nobody observes, since several telemetries could: ${list.join(', ')}`,
        'make them with { container }, with container.resolve, below a parent, or inside telemetry.run()',
      ),
    );
  }
  if (forgotten > 0) {
    const message = `${String(forgotten)} machines made before the start are not observed: too many waited already`;
    found.push(failure(message, 'start telemetry before machines are made'));
  }
  if (waiting > 0) {
    const message = `${String(waiting)} machines wait for the telemetry of their container`;
    found.push(warning(message, 'start telemetry for that container, or make them in another'));
  }
  return found.length > 0 ? found : [fine(`${String(running.bound)} machines were observed`)];
}

/** Whether machines made by `new` know their telemetry. */
export function checkContainers({ running }: Patient): readonly Symptom[] {
  if (running === undefined || running.telemetries <= 1) return [fine('at most one telemetry runs in this process')];
  return [
    warning(
      `${String(running.telemetries)} telemetries run in this process: machines made by new alone belong to none of them`,
      'pass { container }, resolve machines from their container, or make them inside telemetry.run()',
    ),
  ];
}

/** Whether tracers work. */
export function checkBreakers({ running }: Patient): readonly Symptom[] {
  const found = (running?.tracers ?? []).flatMap(tracerSymptom);
  return found.length > 0 ? found : [fine('every tracer works')];
}

function tracerSymptom(tracer: TracerStats): readonly Symptom[] {
  const {
    id,
    errors,
    firstError = '',
    slow,
    slowLimitMs,
    slowestMs,
    slowestIn = '',
    skipped,
    opened,
    state,
    cause,
  } = tracer;
  const thrown = errors === 0 ? '' : `, threw ${String(errors)} times (first ${firstError})`;
  const blocked =
    cause !== 'slow'
      ? ''
      : `, took more than ${String(slowLimitMs)} ms ${String(slow)} times (longest ${String(Math.round(slowestMs))} ms in ${slowestIn})`;
  const remedy = 'a tracer copies what it keeps and returns: no I/O, no throwing; mend it or take it out';
  if (state === 'open') {
    return [failure(`tracer ${id} is left out now${thrown}${blocked}; it missed ${String(skipped)} callbacks`, remedy)];
  }
  if (errors === 0 && opened === 0) return [];
  return [
    warning(`tracer ${id} works, but${`${thrown}${blocked}`.slice(1)}; it missed ${String(skipped)} callbacks`, remedy),
  ];
}

/** Whether records get through. */
export function checkDrops({ running }: Patient): readonly Symptom[] {
  const found = (running?.sinks ?? []).flatMap(sinkSymptoms);
  return found.length > 0 ? found : [fine('no record was dropped')];
}

function sinkSymptoms(sink: SinkStats): readonly Symptom[] {
  const { signal, component, dropped, queued, capacity, inFlight, runningMs } = sink;
  const name = `${component} (${signal})`;
  const found: Symptom[] = [];
  if (dropped.queue_full > 0) {
    const message = `${name} dropped ${String(dropped.queue_full)} records: its queue of ${String(capacity)} was full`;
    found.push(failure(message, `make the receiver faster, sample, or raise ${signal}.batch.maxWaiting`));
  }
  if (dropped.refused > 0) {
    const message = `${name} lost ${String(dropped.refused)} records: the other side did not take them`;
    found.push(failure(message, 'see the endpoint check, and the log of the receiver'));
  }
  if (dropped.shutdown > 0) {
    const message = `${name} lost ${String(dropped.shutdown)} records at the shutdown: time was up`;
    found.push(failure(message, 'raise shutdownTimeoutMs'));
  }
  if (runningMs > HANGING_MS) {
    const message = `${name} has been delivering ${String(inFlight)} records for ${String(Math.round(runningMs / 1000))} s; ${String(queued)} wait`;
    found.push(
      failure(message, 'the receiver took the connection and does not answer: look at it, or at what lies between'),
    );
  }
  return found;
}

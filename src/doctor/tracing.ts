import { askingFor } from './asking.js';
import { failure, fine, warning } from './finding.js';
import type { Symptom } from './finding.js';
import { otelGlobal } from './otel-global.js';
import type { Patient } from './patient.js';

/** Sampling is a matter of chance, so one span says little. */
const PROBES = 100;

/** Whether what is traced has somewhere to go. */
export function checkProvider({ config, classes = [], running }: Patient): readonly Symptom[] {
  const probe = running?.probe?.();
  if (probe?.valid === false) {
    return [
      failure(
        'the trace provider that was given has no SDK behind it: its spans go nowhere',
        'register the SDK before telemetry starts, or leave the provider out and set OTEL_TRACES_EXPORTER',
      ),
    ];
  }
  const isTracing = running === undefined ? config.traces.exporter !== 'none' : probe !== undefined;
  const traced = askingFor('traced', classes);
  if (!isTracing && traced !== undefined) {
    return [
      warning(
        `${traced} @Traced, but no exporter of traces is set`,
        'set traces.exporter or OTEL_TRACES_EXPORTER: otlp, file, console or memory',
      ),
    ];
  }
  if (!isTracing) return [fine('nothing is to be traced')];
  const others =
    otelGlobal().trace === undefined
      ? 'no other provider is registered'
      : 'the one that is registered globally stands beside it';
  return [fine(`traces have a provider; ${others}`)];
}

/** Whether the sampler lets anything through. */
export function checkSampling({ environment, config, running }: Patient): readonly Symptom[] {
  const remedy =
    'set OTEL_TRACES_SAMPLER to parentbased_always_on, or to traceidratio with OTEL_TRACES_SAMPLER_ARG above 0';
  // Of the configuration where a provider of ours runs; that of another SDK may know more names.
  const name = config.traces.sampler ?? environment['OTEL_TRACES_SAMPLER']?.trim() ?? '';
  const ratio = String(config.traces.samplerRatio ?? environment['OTEL_TRACES_SAMPLER_ARG']?.trim() ?? '');
  const isTracing = running === undefined ? config.traces.exporter !== 'none' : running.probe !== undefined;
  if (!isTracing) return [fine('nothing is to be sampled')];
  if (running?.sinks.some(({ record, accepted }) => record === 'span' && accepted > 0) === true) {
    return [fine('spans were sampled')];
  }
  const isOff = /always_off$/.test(name) || (/traceidratio$/.test(name) && ratio !== '' && Number(ratio) === 0);
  if (running?.probe === undefined) {
    if (!isOff) return [fine(name === '' ? 'every trace is sampled' : `the sampler is ${name}`)];
    return [
      failure(`OTEL_TRACES_SAMPLER is ${name}${ratio === '' ? '' : ` with ${ratio}`}: every trace is dropped`, remedy),
    ];
  }
  const probes = Array.from({ length: PROBES }, running.probe).filter(({ valid }) => valid);
  const recorded = probes.filter(({ recording }) => recording).length;
  if (probes.length === 0) return [fine('without an SDK nothing is sampled')];
  if (recorded > 0) return [fine(`${String(recorded)} of ${String(PROBES)} traces would be sampled now`)];
  const cause = isOff ? `OTEL_TRACES_SAMPLER is ${name}` : 'the sampler of the provider';
  return [failure(`of ${String(PROBES)} traces none would be sampled (${cause}): every span is dropped`, remedy)];
}

/** Whether spans of other libraries nest below those of handlers. */
export function checkContextManager({ config, running }: Patient): readonly Symptom[] {
  const { trace, context } = otelGlobal();
  const isTracing = running === undefined ? config.traces.exporter !== 'none' : running.probe !== undefined;
  if (context !== undefined) return [fine('a context manager is registered: spans made in handlers nest below theirs')];
  if (!isTracing || trace === undefined) return [fine('no context manager is registered, and nobody needs one')];
  return [
    warning(
      'a trace provider is registered globally, but no context manager: spans of other libraries do not nest below handlers',
      'register one before telemetry starts: context.setGlobalContextManager(new AsyncLocalStorageContextManager())',
    ),
  ];
}

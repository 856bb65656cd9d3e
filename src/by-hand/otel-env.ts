import { EnvironmentExport, processEnvironment } from '../config/index.js';
import type { Environment, TelemetryConfig } from '../config/index.js';
import type { AnyMachine } from '../engine/index.js';
import type { TraceContext, Tracer } from '../tracer/index.js';
import type { Handle } from '../exporters/shared/index.js';
import { exporterIn, printedLines, readEnvironmentFor } from './environment-config.js';
import type { EnvironmentOptions } from './environment-config.js';
import { referenceTracer } from './reference-environment.js';
import { bindShared, inheritByVariables } from './shared-tracer.js';
import type { TracerSource } from './shared-tracer.js';

/**
 * Traces a machine and its submachines as the variables say (telemetry specification §1.13). Await it before the first
 * mutation. All machines of one service share a tracer, which ends with the last of them.
 * @returns undefined, and nothing is done, without `AM_SERVICE` or `OTEL_SERVICE_NAME`; without `AM_OTEL_TRACE` or another
 * variable that says where traces go; and for a machine with a parent, unless `force` is set
 * @throws MachineError `CONFIG` for a malformed variable, `DEPENDENCY` for a missing package, `EXPORTER`, `BINDING`
 */
export async function bindOtelEnv(machine: AnyMachine, options: EnvironmentOptions = {}): Promise<Handle | undefined> {
  const found = await readEnvironmentFor(machine, options);
  if (found === undefined) return undefined;
  const { config, isSet } = found;
  const { traces } = config;
  const exporter = exporterIn(config, 'traces');
  if (exporter === 'none') return undefined;
  const environment = options.environment ?? processEnvironment();
  const exported = exportFor(config, environment);
  const { handle } = await bindShared(
    machine,
    keyOf(config, exported !== undefined),
    async (): Promise<TracerSource<Tracer>> => {
      const { OtelMachTracer, configuredPropagation, configuredTraces, referenceEnvironmentOf, spanEnvironment } =
        await import('../exporters/otel-traces/index.js');
      const otel = await import('../exporters/otel-export/index.js');
      const provider = await otel.createTraceProvider({
        ...otel.configuredPipeline('traces', config),
        targets: [otel.configuredTarget('traces', exporter, config)],
        onError: found.onError,
      });
      if (config.preset === 'go') {
        // The variables stay, so that machines to come join the trace, as with the reference.
        const onRoot = exported && ((root: TraceContext) => exported.write(referenceEnvironmentOf(root)));
        return { tracer: await referenceTracer(provider, environment, { onRoot, log: printedLines(config) }) };
      }
      const { parent: rootSpan, ...context } = configuredPropagation(config).settings;
      const onRoot = exported && ((root: TraceContext) => void exported.write(spanEnvironment(root, context)));
      if (rootSpan !== undefined) onRoot?.(rootSpan);
      const settings = { ...configuredTraces(config, isSet), ...context, ...provider, rootSpan, onRoot };
      const tracer = new OtelMachTracer({ ...settings, remote: traces.remote, inherit: inheritByVariables(config) });
      return { tracer, end: () => Promise.resolve(exported?.restore()) };
    },
  );
  return handle;
}

function exportFor({ traces, preset }: TelemetryConfig, environment: Environment): EnvironmentExport | undefined {
  return (traces.exportEnvironment ?? preset === 'go') ? new EnvironmentExport(environment) : undefined;
}

/** What was written for the first machine is no reason for another tracer. */
function keyOf({ service, otlp, traces, resource, preset }: TelemetryConfig, isExported: boolean): string {
  const { traceparent, ...others } = traces;
  const parent = isExported ? undefined : traceparent;
  return `traces ${JSON.stringify({ service, otlp, traces: others, parent, resource, preset })}`;
}

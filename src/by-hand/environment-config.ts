import { loadConfig, tells } from '../config/index.js';
import type { Environment, TelemetryConfig } from '../config/index.js';
import { MachineError } from '../errors.js';
import type { ExporterName } from '../exporters/otel-export/index.js';
import { FailureLines, machineLine, printError } from '../exporters/shared/index.js';
import type { MachineView } from '../tracer/index.js';
import type { BoundMachine } from './shared-tracer.js';

/** How variables bind a machine. */
export interface EnvironmentOptions {
  /** @default the environment of the process */
  readonly environment?: Environment | undefined;
  /** Bind a machine that has a parent too, as when the parent has no exporter. @default false */
  readonly force?: boolean | undefined;
  /** Told of failures of the exporter. Must not throw. @default they are counted, and printed where `AM_OTEL_DIAG` asks for it */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** What variables say, where they may bind a machine. */
export interface EnvironmentConfig extends Pick<EnvironmentOptions, 'onError'> {
  readonly config: TelemetryConfig;
  readonly isSet: (key: string) => boolean;
}

/**
 * Reads the variables for a machine; undefined when none may bind it: it has a parent, whose tracers it inherits, or nobody
 * named the service (telemetry specification §0.2).
 * @param needsService debuggers tell machines apart without it
 * @throws MachineError `CONFIG` naming the variable and its value
 */
export async function readEnvironmentFor(
  machine: BoundMachine,
  { environment, force = false, onError }: EnvironmentOptions,
  needsService = true,
): Promise<EnvironmentConfig | undefined> {
  if (machine.parent !== undefined && !force) return undefined;
  const { config, effective } = await loadConfig({ environment, file: false });
  const set = new Set(effective.filter(({ source }) => source !== 'default').map(({ key }) => key));
  if ((needsService && !set.has('service')) || config.telemetry === 'never') return undefined;
  return { config, isSet: (key) => set.has(key), onError: onError ?? printedErrors(config, machine) };
}

/** Whoever asks for diagnostics reads of failures. */
function printedErrors({ diagnostics }: TelemetryConfig, { id }: BoundMachine): EnvironmentOptions['onError'] {
  if (diagnostics === undefined || !tells(diagnostics, 'error')) return undefined;
  const failures = new FailureLines();
  return (error) => {
    const line = failures.lineFor(id, error, tells(diagnostics, 'verbose'));
    if (line !== undefined) printError(line);
  };
}

/** @throws MachineError `CONFIG` for exporter `memory`: without a container there is no way to what it keeps */
export function exporterIn(
  config: TelemetryConfig,
  signal: 'traces' | 'logs',
): Exclude<ExporterName, 'memory'> | 'none' {
  const { exporter } = config[signal];
  if (exporter !== 'memory') return exporter;
  throw new MachineError(
    'CONFIG',
    `${signal}.exporter is "memory": that needs startTelemetry and a container; by hand, take otlp, file or console`,
  );
}

/** Prints what is told of machines, for whoever asks for all of it. */
export function printedLines({
  diagnostics,
}: TelemetryConfig): ((machine: MachineView, line: string) => void) | undefined {
  if (diagnostics === undefined || !tells(diagnostics, 'debug')) return undefined;
  return (machine, line) => printError(machineLine(line, machine));
}

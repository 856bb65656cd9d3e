import { loadConfig } from '../../src/config/index.js';
import type { TelemetrySettings } from '../../src/config/index.js';
import { examine } from '../../src/doctor/index.js';
import type { CheckName, Finding, Patient, RunningPatient } from '../../src/doctor/index.js';

/** A telemetry that runs and is well. */
export const running: RunningPatient = {
  probe: undefined,
  sinks: [],
  tracers: [],
  signals: new Set(),
  machines: { ambiguous: {}, forgotten: 0, waiting: 0 },
  telemetries: 1,
  bound: 1,
  metricsUrl: undefined,
};

/** A patient that is well but for what is given. */
export async function patientOf(given: Partial<Patient> = {}, settings: TelemetrySettings = {}): Promise<Patient> {
  const { config, warnings } = await loadConfig({ code: settings, environment: given.environment ?? {}, file: false });
  return {
    config,
    warnings,
    environment: {},
    classes: undefined,
    sources: [],
    folder: __dirname,
    isClusterWorker: false,
    running: undefined,
    ...given,
  };
}

/** What one check found. */
export async function foundBy(
  check: CheckName,
  given: Partial<Patient> = {},
  settings: TelemetrySettings = {},
): Promise<readonly Finding[]> {
  const findings = await examine(await patientOf(given, settings));
  return findings.filter((finding) => finding.check === check);
}

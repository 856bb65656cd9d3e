import { checkApiCopies } from './api-copies.js';
import { checkDbg } from './dbg.js';
import { checkDecorators, checkDialect } from './classes.js';
import { checkCluster } from './cluster.js';
import { checkEndpoint } from './endpoint.js';
import { checkExemplars } from './exemplars.js';
import { CHECKS } from './finding.js';
import type { CheckName, Finding, Symptom } from './finding.js';
import { checkGrafana } from './grafana.js';
import { checkListeners } from './listeners.js';
import { checkLoki } from './loki.js';
import { checkMetricsEndpoint } from './metrics.js';
import { checkPackageCopies } from './package-copies.js';
import type { Patient } from './patient.js';
import { checkBreakers, checkConfiguration, checkContainers, checkDrops, checkMachines } from './state.js';
import { checkContextManager, checkProvider, checkSampling } from './tracing.js';

type Check = (patient: Patient) => readonly Symptom[] | Promise<readonly Symptom[]>;

const TABLE: Readonly<Record<CheckName, Check>> = {
  configuration: checkConfiguration,
  'package-copies': checkPackageCopies,
  'api-copies': checkApiCopies,
  provider: checkProvider,
  sampling: checkSampling,
  'context-manager': checkContextManager,
  endpoint: checkEndpoint,
  'metrics-endpoint': checkMetricsEndpoint,
  exemplars: checkExemplars,
  loki: checkLoki,
  grafana: checkGrafana,
  dbg: checkDbg,
  cluster: checkCluster,
  decorators: checkDecorators,
  dialect: checkDialect,
  listeners: checkListeners,
  machines: checkMachines,
  containers: checkContainers,
  breakers: checkBreakers,
  drops: checkDrops,
};

/** Makes every check; one that can't be made is a finding, too. Never rejects; takes as long as the slowest address. */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  const found = await Promise.all(CHECKS.map((check) => findingsOf(check, patient)));
  return found.flat();
}

async function findingsOf(check: CheckName, patient: Patient): Promise<readonly Finding[]> {
  try {
    return (await TABLE[check](patient)).map((symptom) => ({ check, ...symptom }));
  } catch (error) {
    const message = `this could not be checked: ${error instanceof Error ? error.message : String(error)}`;
    return [{ check, status: 'warn', message, remedy: 'report it' }];
  }
}

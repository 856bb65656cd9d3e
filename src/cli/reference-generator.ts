import { registerGrafanaAs } from './grafana.js';
import type { CliProgram } from './run.js';

/** `am-gen`, the generator as the reference has it: the command of dashboards under its old name (telemetry specification §5.1). */
export const AM_GEN: CliProgram = {
  name: 'am-gen',
  description: 'Generates Grafana dashboards of state machines.',
  commands: [registerGrafanaAs({ mustName: true, layout: 'legacy' })],
  versionFlag: '-v',
  asReference: true,
};

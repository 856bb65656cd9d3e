import { dashboardProvider, dataSources, genDashboard, prometheusRules } from 'statescope/grafana';
import { stringify } from 'yaml';

const HEADER = '# Made by samples/stack/main.ts\n';
const DASHBOARDS = '/var/lib/statescope/dashboards';

/** The files of the stack that are generated, by their paths in this folder. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const yaml = (data: unknown): string => HEADER + stringify(data, { lineWidth: 0 });
  const sources = dataSources({
    prometheusUrl: 'http://prometheus:9090',
    lokiUrl: 'http://loki:3100',
    tracesUrl: 'http://jaeger:16686',
  });
  const machines = genDashboard({ name: 'Machines' });
  return {
    'grafana/provisioning/datasources/statescope.yaml': yaml(sources),
    'grafana/provisioning/dashboards/statescope.yaml': yaml(dashboardProvider('asyncmachine', DASHBOARDS)),
    'grafana/dashboards/machines.json': `${JSON.stringify(machines, undefined, 2)}\n`,
    'prometheus/rules.yaml': yaml(prometheusRules()),
  };
}

import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { MachineError } from '../errors.js';

/** What the command line says of dashboards. */
export interface GrafanaCommandOptions {
  readonly ids?: string;
  readonly name?: string;
  readonly source?: string;
  readonly grafanaUrl?: string;
  readonly folder?: string;
  readonly addedStates?: string;
  readonly from?: readonly string[];
  readonly layout?: 'overview' | 'legacy' | 'both';
  readonly preset?: 'default' | 'go';
  readonly byId?: boolean;
  readonly idLabel?: boolean;
  readonly static?: boolean;
  readonly nativeHistograms?: boolean;
  readonly out?: string;
  readonly check?: boolean;
  readonly tokenFile?: string;
  readonly datasources?: boolean;
  readonly rules?: boolean;
  readonly alerts?: boolean;
  readonly prometheusUrl?: string;
  readonly lokiUrl?: string;
  readonly tracesUrl?: string;
  readonly tracesType?: 'jaeger' | 'tempo';
  readonly watch?: string | true;
  readonly interval: number;
}

const POLL_S = 5;

/** Adds the options of dashboards; with `mustName`, those that the reference asks for are a must. */
export function addGrafanaOptions(command: Command, mustName: boolean): Command {
  const must = (option: Option): Option => (mustName ? option.makeOptionMandatory() : option);
  return command
    .addOption(must(new Option('-i, --ids <ids>', 'ids of machines that get rows of their own, separated by commas')))
    .addOption(must(new Option('-n, --name <title>', 'title of the dashboard')))
    .addOption(must(new Option('-s, --source <service>', 'service: `job` in Prometheus, `service_name` in Loki')))
    .option('-g, --grafana-url <url>', 'bring it to this Grafana instead of printing it; needs GRAFANA_TOKEN')
    .option('-f, --folder <title>', 'folder in Grafana')
    .option('-a, --added-states <list>', 'activations to show in layout legacy: `machine:State`, separated by commas')
    .option('--from <file...>', 'files that define machine classes, whose states and handlers are shown then')
    .addOption(new Option('--layout <layout>', 'which panels').choices(['overview', 'legacy', 'both']))
    .addOption(new Option('--preset <preset>', '`go` makes exactly what the reference does').choices(['default', 'go']))
    .option('--by-id', 'a variable of machines, where metrics have the label machine_id')
    .option('--id-label', 'ids of machines are labels of log streams')
    .option('--static', 'literal selectors in the place of variables')
    .option('--native-histograms', 'durations are native histograms')
    .option('--out <file>', 'where to (default: the standard output)')
    .option('--check', 'write nothing; exit code 2 when --out, or Grafana, has something else')
    .option('--token-file <file>', 'file with the token of Grafana')
    .option('--datasources', 'data sources with their correlations, as Grafana provisions them')
    .option('--rules', 'recording and alerting rules for Prometheus')
    .option('--alerts', 'alerts that Grafana evaluates, as it provisions them')
    .option('--prometheus-url <url>', 'address of Prometheus, for --datasources')
    .option('--loki-url <url>', 'address of Loki, for --datasources')
    .option('--traces-url <url>', 'address of Jaeger or Tempo, for --datasources')
    .addOption(new Option('--traces-type <type>', 'what holds traces').choices(['jaeger', 'tempo']))
    .option('--watch [url]', 'follow the machines of a running program, by its admin endpoint')
    .option('--interval <seconds>', 'how often --watch looks', seconds, POLL_S);
}

/** Parts of a list, blanks around them cut off; the reference keeps blanks and empty ones. */
export function idsIn(list: string, isReference: boolean): readonly string[] {
  const parts = list.split(',');
  return isReference ? parts : parts.map((part) => part.trim()).filter((part) => part !== '');
}

/**
 * `machine:State` of each part of a list; ids may have colons.
 * @throws MachineError `CONFIG` for a part without both
 */
export function addedStatesIn(list: string): readonly { readonly machineId: string; readonly state: string }[] {
  return idsIn(list, false).map((part) => {
    const at = part.lastIndexOf(':');
    const [machineId, state] = [part.slice(0, Math.max(at, 0)), part.slice(at + 1)];
    if (machineId !== '' && state !== '') return { machineId, state };
    throw new MachineError('CONFIG', `--added-states has "${part}": expected machine:State, separated by commas`);
  });
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 86_400) return value;
  throw new InvalidArgumentError('Expected seconds, more than 0.');
}

import type { Command } from 'commander';
import { loadConfig, yamlText } from '../config/index.js';
import type { LoadedConfig } from '../config/index.js';
import { MachineError } from '../errors.js';
import type { DashboardParams, JsonObject } from '../grafana/index.js';
import type { CliContext } from './context.js';
import { environmentWithFile } from './dot-env.js';
import { classViewsIn } from './class-views.js';
import { deliver } from './grafana-delivery.js';
import type { Delivery } from './grafana-delivery.js';
import { addedStatesIn, addGrafanaOptions, idsIn } from './grafana-options.js';
import type { GrafanaCommandOptions } from './grafana-options.js';
import { watchMachines } from './grafana-watch.js';
import { loadGrafana } from './load-grafana.js';

/** What differs where the command is called as in the reference. */
export interface GrafanaCommandStyle {
  /** `--ids`, `--name` and `--source` are a must. */
  readonly mustName: boolean;
  /** Of a dashboard whose layout nobody names. */
  readonly layout: 'overview' | 'legacy';
}

/**
 * `statescope grafana`: prints a dashboard, writes it to a file or brings it to Grafana; data sources, alerts and rules likewise
 * (telemetry specification §5). Exit code 2 when `--check` finds something else.
 */
export function registerGrafana(program: Command, context: CliContext): void {
  registerGrafanaAs({ mustName: false, layout: 'overview' })(program, context);
}

/** The same command in another style. */
export function registerGrafanaAs(style: GrafanaCommandStyle): (program: Command, context: CliContext) => void {
  return (program, context) => {
    const command = program
      .command('grafana')
      .description('make a Grafana dashboard of machines, and data sources, alerts and rules');
    addGrafanaOptions(command, style.mustName).action((options: GrafanaCommandOptions) =>
      make(options, style, context),
    );
  };
}

async function make(options: GrafanaCommandOptions, style: GrafanaCommandStyle, given: CliContext): Promise<void> {
  const context = { ...given, environment: await environmentWithFile(given) };
  const loaded = await loadConfig({ environment: context.environment, folder: context.folder });
  const kinds = (['datasources', 'rules', 'alerts'] as const).filter((kind) => options[kind] === true);
  if (kinds.length > 1) throw new MachineError('CONFIG', `--${kinds.join(' and --')}: only one at a time`);
  const [kind] = kinds;
  const delivery: Delivery = { options, config: loaded.config, context };
  if (kind !== undefined) {
    if (options.grafanaUrl !== undefined)
      throw new MachineError(
        'CONFIG',
        `--${kind} goes to a file that Grafana or Prometheus reads, not to --grafana-url`,
      );
    await deliver(await yamlText(await provisioning(kind, options, loaded)), delivery);
    return;
  }
  const params = await paramsOf(options, style, loaded, context);
  const { genDashboard, sharedGauges } = await loadGrafana();
  for (const [first, second] of sharedGauges(params.ids ?? [])) {
    context.err(`warning: machines "${first}" and "${second}" share their averaged metrics: rename one of them\n`);
  }
  const send = (machines: DashboardParams): Promise<void> => {
    const dashboard = genDashboard(machines);
    return deliver(`${JSON.stringify(dashboard, undefined, 2)}\n`, delivery, { params: machines, dashboard });
  };
  if (options.watch === undefined) await send(params);
  else await watchMachines(params, send, delivery);
}

async function provisioning(
  kind: 'datasources' | 'rules' | 'alerts',
  options: GrafanaCommandOptions,
  { config }: LoadedConfig,
): Promise<JsonObject> {
  const { dataSources, DATA_SOURCE_UID, grafanaAlerts, prometheusRules } = await loadGrafana();
  if (kind === 'rules') return prometheusRules();
  if (kind === 'datasources') return dataSources(options);
  return grafanaAlerts({ folder: options.folder ?? config.grafana.folder, prometheusUid: DATA_SOURCE_UID.prometheus });
}

async function paramsOf(
  options: GrafanaCommandOptions,
  style: GrafanaCommandStyle,
  { config, effective }: LoadedConfig,
  context: CliContext,
): Promise<DashboardParams> {
  const preset = options.preset ?? config.preset;
  const named = effective.some(({ key, source }) => key === 'service' && source !== 'default');
  const source = options.source ?? (named ? config.service : undefined);
  if (preset === 'go' && (options.ids === undefined || options.from !== undefined))
    throw new MachineError('CONFIG', 'preset go makes rows of machines, not of classes: name them with --ids');
  const ids = options.ids === undefined ? [] : idsIn(options.ids, preset === 'go');
  const name = options.name ?? config.grafana.name ?? source ?? (ids.length > 0 ? ids.join(', ') : 'Machines');
  return {
    name,
    source,
    ids,
    folder: options.folder ?? config.grafana.folder,
    addedStates: options.addedStates === undefined ? [] : addedStatesIn(options.addedStates),
    layout: options.layout ?? (preset === 'go' ? 'legacy' : style.layout),
    preset,
    byId: options.byId,
    idLabel: options.idLabel,
    isStatic: options.static,
    nativeHistograms: options.nativeHistograms,
    tracesType: options.tracesType,
    ...(options.from !== undefined && { classes: await classViewsIn(options.from, config, context.folder) }),
  };
}

import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { TelemetryConfig } from '../config/index.js';
import { MachineError } from '../errors.js';
import type { DashboardParams, JsonObject } from '../grafana/index.js';
import type { CliContext } from './context.js';
import type { GrafanaCommandOptions } from './grafana-options.js';
import { loadGrafana } from './load-grafana.js';

/** Where what is made goes. */
export interface Delivery {
  readonly options: GrafanaCommandOptions;
  readonly config: TelemetryConfig;
  readonly context: CliContext;
}

/** A dashboard and what it was made of. */
interface Made {
  readonly params: DashboardParams;
  readonly dashboard: JsonObject;
}

const EXIT_DIFFERENT = 2;
const MOST_NAMED = 20;

/**
 * To Grafana, to a file or to the standard output; with `--check` nowhere: what differs is named instead.
 * @param text what a file holds
 * @param made only for dashboards, which alone go to Grafana
 */
export async function deliver(text: string, delivery: Delivery, made?: Made): Promise<void> {
  const { options, context } = delivery;
  const { out, check = false, grafanaUrl } = options;
  if (grafanaUrl !== undefined && made !== undefined) return toGrafana(grafanaUrl, made, delivery);
  if (check && out === undefined)
    throw new MachineError('CONFIG', '--check needs something to compare with: --out FILE or --grafana-url URL');
  if (out === undefined) context.out(text);
  else if (check) await checkFile(out, text, delivery);
  else await write(out, text, context.folder);
}

async function toGrafana(url: string, { params, dashboard }: Made, delivery: Delivery): Promise<void> {
  const { options, context } = delivery;
  const { dashboardChanges, syncDashboard } = await loadGrafana();
  const token = await tokenOf(delivery);
  const target = { ...params, url, token };
  if (options.check === true) {
    const changes = await dashboardChanges(target, dashboard);
    report(changes, `${params.name} in Grafana`, context);
    return;
  }
  const result = await syncDashboard(target, dashboard);
  context.err(result === undefined ? `uploaded ${params.name}\n` : `${result.outcome} ${result.url}\n`);
}

/** A file goes before what the environment says, and that before the configuration. */
async function tokenOf({ options: { tokenFile }, config, context }: Delivery): Promise<string> {
  if (tokenFile === undefined) {
    const token = context.environment['GRAFANA_TOKEN']?.trim() || config.grafana.token;
    if (token !== undefined) return token;
    const message = 'missing token: set GRAFANA_TOKEN to one of a service account, or give a file with --token-file';
    throw new MachineError('CONFIG', message);
  }
  try {
    return (await readFile(resolve(context.folder, tokenFile), 'utf8')).trim();
  } catch (cause) {
    throw new MachineError('CONFIG', `--token-file ${tokenFile} can't be read: ${messageOf(cause)}`, { cause });
  }
}

async function checkFile(out: string, text: string, { context }: Delivery): Promise<void> {
  const found = await readFile(resolve(context.folder, out), 'utf8').catch(() => undefined);
  if (found === text) return;
  if (found === undefined) {
    report(undefined, out, context);
    return;
  }
  const { differences } = await loadGrafana();
  const [expected, stored] = [asData(text), asData(found)];
  const paths = differences(expected, stored, { isSame: true });
  report(paths.length === 0 ? ['its layout'] : paths, out, context);
}

function asData(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text.split('\n');
  }
}

/** @param changes where it differs; undefined when it is not there at all */
function report(changes: readonly string[] | undefined, where: string, context: CliContext): void {
  if (changes?.length === 0) return;
  const lines = changes?.slice(0, MOST_NAMED).map((path) => `  ${path === '' ? 'everything' : path}\n`);
  const more = (changes?.length ?? 0) - MOST_NAMED;
  context.err(changes === undefined ? `${where} is not there\n` : `${where} differs in\n${lines?.join('') ?? ''}`);
  if (more > 0) context.err(`  and ${String(more)} more\n`);
  context.setExitCode(EXIT_DIFFERENT);
}

async function write(out: string, text: string, folder: string): Promise<void> {
  try {
    await writeFile(resolve(folder, out), text);
  } catch (cause) {
    throw new MachineError('FILE', `the file "${out}" cannot be written: ${messageOf(cause)}`, { cause });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

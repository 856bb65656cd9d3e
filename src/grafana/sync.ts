import { MachineError } from '../errors.js';
import { ClassicStore } from './classic-store.js';
import { GrafanaClient } from './client.js';
import type { GrafanaAccess } from './client.js';
import type { DashboardStore } from './dashboard-store.js';
import { asJson, differences } from './json.js';
import type { JsonObject } from './json.js';
import { DEFAULT_FOLDER } from './params.js';
import type { DashboardParams } from './params.js';
import { syncReferenceDashboard } from './reference-sync.js';
import { ResourceStore } from './resource-store.js';
import { dashboardUid, folderUid } from './uid.js';

/** A dashboard and the Grafana it goes to. */
export interface SyncParams extends Pick<DashboardParams, 'name' | 'source' | 'folder' | 'preset'>, GrafanaAccess {}

/** What became of a dashboard. */
export interface SyncResult {
  readonly uid: string;
  /** Its address in the browser. */
  readonly url: string;
  /** `unchanged` when Grafana had it as it is. */
  readonly outcome: 'created' | 'updated' | 'unchanged';
}

/** Grafana brings older models up to date by itself. */
const GRAFANAS_OWN: ReadonlySet<string> = new Set(['id', 'uid', 'version', 'schemaVersion']);

/**
 * Brings a dashboard to Grafana: one per folder, title and source, however often it is called, and nothing is written when
 * Grafana has it already (telemetry specification §5.5). Takes the interface that Grafana 12 brought, where it is there. Under
 * preset `go` it does what the reference does, a new dashboard each time.
 * @throws MachineError `CONFIG` without a token or an address, `GRAFANA` when Grafana does not answer or refuses
 */
export async function syncDashboard(params: SyncParams, dashboard: JsonObject): Promise<SyncResult | undefined> {
  if (params.preset === 'go') {
    await syncReferenceDashboard(params, dashboard, params.folder);
    return undefined;
  }
  const client = new GrafanaClient(params);
  const store = await storeOf(client);
  const uid = dashboardUid(params);
  const result = (outcome: SyncResult['outcome']): SyncResult => ({ uid, url: `${client.url}/d/${uid}`, outcome });
  const folder = await folderFor(store, params.folder ?? DEFAULT_FOLDER);
  const content = asJson(dashboard);
  const previous = await store.read(uid);
  if (previous?.folder === folder && changesOf(content, previous.dashboard).length === 0) return result('unchanged');
  const write = { uid, dashboard: content, folder };
  if (!(await store.write({ ...write, previous, overwrite: false }))) {
    // Somebody else was faster. What is generated goes over what they did, once.
    const now = await store.read(uid);
    if (!(await store.write({ ...write, previous: now, overwrite: true }))) {
      const message = `somebody else keeps changing the dashboard ${uid} in Grafana at ${client.url}: try again`;
      throw new MachineError('GRAFANA', message);
    }
  }
  return result(previous === undefined ? 'created' : 'updated');
}

/**
 * Where Grafana's dashboard differs from one that was generated; undefined when it has none.
 * @throws MachineError as {@link syncDashboard}; `CONFIG` under preset `go`, whose dashboards nothing identifies
 */
export async function dashboardChanges(
  params: SyncParams,
  dashboard: JsonObject,
): Promise<readonly string[] | undefined> {
  if (params.preset === 'go')
    throw new MachineError('CONFIG', 'a dashboard of preset go has no uid, so that nothing can be compared with it');
  const stored = await (await storeOf(new GrafanaClient(params))).read(dashboardUid(params));
  return stored && changesOf(asJson(dashboard), stored.dashboard);
}

async function storeOf(client: GrafanaClient): Promise<DashboardStore> {
  return (await ResourceStore.find(client)) ?? new ClassicStore(client);
}

function changesOf(content: JsonObject, stored: JsonObject): readonly string[] {
  const own = Object.fromEntries(Object.entries(content).filter(([key]) => !GRAFANAS_OWN.has(key)));
  return differences(own, stored);
}

/** The one we made, else the one that somebody made under that title, else a new one. */
async function folderFor(store: DashboardStore, title: string): Promise<string> {
  const uid = folderUid(title);
  const own = await store.folder(uid);
  if (own !== undefined) return own.uid;
  const named = (await store.folders(title)).find((each) => each.title.toLowerCase() === title.toLowerCase());
  if (named !== undefined) return named.uid;
  if ((await store.createFolder({ uid, title })) || (await store.folder(uid)) !== undefined) return uid;
  throw new MachineError(
    'GRAFANA',
    `the folder "${title}" can't be made: Grafana says there is one, and does not show it`,
  );
}

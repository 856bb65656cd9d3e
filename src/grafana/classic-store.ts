import type { GrafanaClient } from './client.js';
import type { DashboardStore, DashboardWrite, StoredDashboard, StoredFolder } from './dashboard-store.js';
import type { JsonObject } from './json.js';

interface ClassicDashboard {
  readonly dashboard: JsonObject;
  readonly meta?: { readonly folderUid?: string };
}

/** Dashboards under `/api`, which every version of Grafana has. */
export class ClassicStore implements DashboardStore {
  readonly #client: GrafanaClient;

  constructor(client: GrafanaClient) {
    this.#client = client;
  }

  async folder(uid: string): Promise<StoredFolder | undefined> {
    return (await this.#client.find(`/api/folders/${encodeURIComponent(uid)}`)) as StoredFolder | undefined;
  }

  async folders(title: string): Promise<readonly StoredFolder[]> {
    const query = new URLSearchParams({ type: 'dash-folder', query: title }).toString();
    return (await this.#client.read(`/api/search?${query}`)) as readonly StoredFolder[];
  }

  createFolder(folder: StoredFolder): Promise<boolean> {
    return this.#client.write('POST', '/api/folders', folder);
  }

  async read(uid: string): Promise<StoredDashboard | undefined> {
    const found = await this.#client.find(`/api/dashboards/uid/${encodeURIComponent(uid)}`);
    if (found === undefined) return undefined;
    const { dashboard, meta } = found as ClassicDashboard;
    return { dashboard, folder: meta?.folderUid ?? '', revision: dashboard['version'] };
  }

  write({ uid, dashboard, folder, previous, overwrite }: DashboardWrite): Promise<boolean> {
    const known = previous && { id: previous.dashboard['id'], version: previous.revision };
    const body = { dashboard: { ...dashboard, uid, ...known }, folderUid: folder, overwrite };
    return this.#client.write('POST', '/api/dashboards/db', body);
  }
}

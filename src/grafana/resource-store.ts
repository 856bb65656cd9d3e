import type { GrafanaClient } from './client.js';
import type { DashboardStore, DashboardWrite, StoredDashboard, StoredFolder } from './dashboard-store.js';
import type { JsonObject } from './json.js';

const FOLDER_OF = 'grafana.app/folder';
const FOLDERS_AT_ONCE = 1000;
/** Versions whose dashboards are in the model we write, the best one first. */
const VERSIONS = ['v1', 'v1beta1'] as const;

interface Resource {
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: JsonObject;
}

/** Dashboards under `/apis`, as Grafana 12 and later have them. */
export class ResourceStore implements DashboardStore {
  readonly #client: GrafanaClient;
  readonly #dashboards: string;
  readonly #folders: string;

  private constructor(client: GrafanaClient, dashboards: string, folders: string) {
    this.#client = client;
    this.#dashboards = dashboards;
    this.#folders = folders;
  }

  /** Undefined for a Grafana without that interface, or without a version of it that we write. */
  static async find(client: GrafanaClient): Promise<ResourceStore | undefined> {
    const dashboards = await versionOf(client, 'dashboard.grafana.app');
    const folders = dashboards === undefined ? undefined : await versionOf(client, 'folder.grafana.app');
    if (dashboards === undefined || folders === undefined) return undefined;
    const { json } = await client.ask('GET', '/api/frontend/settings');
    const { namespace = 'default' } = (json ?? {}) as { readonly namespace?: string };
    const path = (group: string, version: string, kind: string): string =>
      `/apis/${group}/${version}/namespaces/${encodeURIComponent(namespace)}/${kind}`;
    return new ResourceStore(
      client,
      path('dashboard.grafana.app', dashboards, 'dashboards'),
      path('folder.grafana.app', folders, 'folders'),
    );
  }

  async folder(uid: string): Promise<StoredFolder | undefined> {
    const found = await this.#client.find(`${this.#folders}/${encodeURIComponent(uid)}`);
    return found === undefined ? undefined : folderOf(found as Resource);
  }

  async folders(): Promise<readonly StoredFolder[]> {
    const path = `${this.#folders}?limit=${String(FOLDERS_AT_ONCE)}`;
    const { items } = (await this.#client.read(path)) as { readonly items: readonly Resource[] };
    return items.map(folderOf);
  }

  createFolder({ uid, title }: StoredFolder): Promise<boolean> {
    return this.#client.write('POST', this.#folders, { metadata: { name: uid }, spec: { title } } satisfies Resource);
  }

  async read(uid: string): Promise<StoredDashboard | undefined> {
    const found = await this.#client.find(`${this.#dashboards}/${encodeURIComponent(uid)}`);
    if (found === undefined) return undefined;
    const { metadata, spec } = found as Resource;
    return { dashboard: spec, folder: metadata.annotations?.[FOLDER_OF] ?? '', revision: metadata.resourceVersion };
  }

  write({ uid, dashboard, folder, previous, overwrite }: DashboardWrite): Promise<boolean> {
    const revision = overwrite ? undefined : (previous?.revision as string | undefined);
    // The name says which one it is; in the content it would stand twice.
    const { uid: _, ...spec } = dashboard;
    const resource: Resource = {
      metadata: {
        name: uid,
        ...(revision !== undefined && { resourceVersion: revision }),
        annotations: { [FOLDER_OF]: folder },
      },
      spec,
    };
    return previous === undefined
      ? this.#client.write('POST', this.#dashboards, resource)
      : this.#client.write('PUT', `${this.#dashboards}/${encodeURIComponent(uid)}`, resource);
  }
}

function folderOf({ metadata, spec }: Resource): StoredFolder {
  return { uid: metadata.name, title: String(spec['title']) };
}

async function versionOf(client: GrafanaClient, group: string): Promise<string | undefined> {
  const { status, json } = await client.ask('GET', `/apis/${group}`);
  if (status !== 200) return undefined;
  const { versions = [] } = (json ?? {}) as { readonly versions?: readonly { readonly version: string }[] };
  return VERSIONS.find((wanted) => versions.some(({ version }) => version === wanted));
}

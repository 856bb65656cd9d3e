import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came, and what was answered. */
export interface SeenRequest {
  readonly method: string;
  /** As it was escaped, without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly status: number;
}

interface Folder {
  readonly id: number;
  readonly uid: string;
  readonly title: string;
}

/** A dashboard that the double holds. */
export interface HeldDashboard {
  readonly uid: string;
  readonly folderUid: string;
  readonly version: number;
  readonly dashboard: Readonly<Record<string, unknown>>;
}

/** How a Grafana is set up. */
export interface FakeGrafanaOptions {
  readonly token?: string;
  readonly folders?: readonly Folder[];
  readonly alerts?: Readonly<Record<string, readonly { readonly name: string }[]>>;
  /** Status that is forced, by `METHOD path`. */
  readonly fail?: Readonly<Record<string, number>>;
  /** Version of the interface under `/apis`; none for a Grafana before 12. */
  readonly apis?: 'v1' | 'v1beta1' | 'v2' | undefined;
  readonly namespace?: string;
  /** Uids of dashboards that come without one. */
  readonly nextUid?: () => string;
  /** What is written is turned away that often as changed by somebody else. */
  readonly conflicts?: number;
}

type Answer = readonly [status: number, body: unknown];

const FIRST_FOLDER = 77;
const FIRST_DASHBOARD = 5;

/** Stands in for a Grafana: the part of its API that dashboards go through, with what it remembers. */
export class FakeGrafana {
  readonly requests: SeenRequest[] = [];
  readonly dashboards = new Map<string, HeldDashboard>();
  readonly folders: Folder[];
  conflicts: number;
  readonly #options: FakeGrafanaOptions;
  readonly #server: Server;

  private constructor(options: FakeGrafanaOptions) {
    this.#options = options;
    this.folders = [...(options.folders ?? [])];
    this.conflicts = options.conflicts ?? 0;
    this.#server = createServer((request, response) => {
      void readBody(request).then((text) => {
        const [status, body] = this.#see(request, text === '' ? undefined : JSON.parse(text));
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      });
    });
  }

  static async start(options: FakeGrafanaOptions = {}): Promise<FakeGrafana> {
    const grafana = new FakeGrafana(options);
    await new Promise<void>((resolve) => grafana.#server.listen(0, '127.0.0.1', resolve));
    return grafana;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** Writes so far. */
  get writes(): readonly SeenRequest[] {
    return this.requests.filter(({ method }) => method !== 'GET');
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #see(request: IncomingMessage, body: unknown): Answer {
    const { method = '', url = '/' } = request;
    const [path = '', search = ''] = url.split('?', 2);
    const query: Record<string, string[]> = {};
    for (const [name, value] of new URLSearchParams(search)) (query[name] ??= []).push(value);
    const answer = this.#answer({ method, path, query, body, authorization: request.headers.authorization });
    const { authorization, 'content-type': type } = request.headers;
    this.requests.push({
      method,
      path,
      ...(search !== '' && { query }),
      headers: {
        ...(authorization !== undefined && { Authorization: authorization }),
        ...(type !== undefined && { 'Content-Type': type }),
      },
      ...(body !== undefined && { body }),
      status: answer[0],
    });
    return answer;
  }

  #answer(asked: Asked): Answer {
    const { method, path, authorization } = asked;
    const forced = this.#options.fail?.[`${method} ${path}`];
    if (forced !== undefined) return [forced, { message: 'stub failure' }];
    if (authorization !== `Bearer ${this.#options.token ?? 'secret'}`) return [401, { message: 'Invalid API key' }];
    if (path.startsWith('/apis/')) return this.#resource(asked);
    const [, api, kind = '', ...rest] = path.split('/');
    if (api !== 'api') return NOT_FOUND;
    if (kind === 'frontend') return [200, { namespace: this.#options.namespace ?? 'default' }];
    if (kind === 'search') return [200, this.folders.filter(this.#fits(asked)).map(withType)];
    if (kind === 'folders') return this.#classicFolder(asked, rest[0]);
    if (kind === 'dashboards' && method === 'POST') return this.#save(asked.body as Upload);
    if (kind === 'dashboards') return this.#classicDashboard(decodeURIComponent(rest[1] ?? ''));
    if (kind === 'ruler') return method === 'DELETE' ? [202, { message: 'ok' }] : [200, this.#options.alerts ?? {}];
    return NOT_FOUND;
  }

  #fits({ query }: Asked): (folder: Folder) => boolean {
    const wanted = (query['query']?.[0] ?? '').toLowerCase();
    return ({ title }) => title.toLowerCase().includes(wanted);
  }

  #classicFolder({ method, body }: Asked, uid: string | undefined): Answer {
    if (method === 'POST') {
      const { title, uid: asked } = body as { readonly title: string; readonly uid?: string };
      if (this.folders.some((folder) => folder.uid === asked)) return [412, { message: 'exists' }];
      return [200, withType(this.#addFolder(title, asked))];
    }
    const found = this.folders.find((folder) => folder.uid === uid);
    return found === undefined ? NOT_FOUND : [200, found];
  }

  #addFolder(title: string, uid?: string): Folder {
    const id = FIRST_FOLDER + this.folders.filter((folder) => folder.id >= FIRST_FOLDER).length;
    const folder = { id, title, uid: uid ?? `fold${String(id)}` };
    this.folders.push(folder);
    return folder;
  }

  #save({ dashboard, folderUid = '', overwrite = false }: Upload): Answer {
    const uid = (dashboard['uid'] as string | undefined) ?? this.#options.nextUid?.() ?? newUid(this.dashboards);
    const held = this.dashboards.get(uid);
    const isStale = held !== undefined && dashboard['version'] !== held.version;
    if (this.conflicts > 0 || (isStale && !overwrite)) {
      this.conflicts -= 1;
      return [412, { status: 'version-mismatch', message: 'The dashboard has been changed by someone else' }];
    }
    const version = (held?.version ?? 0) + 1;
    this.dashboards.set(uid, { uid, folderUid, version, dashboard: { ...dashboard, uid, version } });
    return [200, { id: FIRST_DASHBOARD, status: 'success', uid, url: `/d/${uid}/x`, version }];
  }

  #classicDashboard(uid: string): Answer {
    const held = this.dashboards.get(uid);
    if (held === undefined) return NOT_FOUND;
    return [200, { dashboard: { ...held.dashboard, id: FIRST_DASHBOARD }, meta: { folderUid: held.folderUid } }];
  }

  #resource({ method, path, body }: Asked): Answer {
    const { apis, namespace = 'default' } = this.#options;
    const [, , group = '', version, , space, kind, name] = path.split('/').map(decodeURIComponent);
    if (apis === undefined) return NOT_FOUND;
    if (version === undefined) return [200, { kind: 'APIGroup', name: group, versions: [{ version: apis }] }];
    if (version !== apis || space !== namespace) return NOT_FOUND;
    if (kind === 'folders') return this.#folderResource(method, body as Resource, name);
    return method === 'GET' ? this.#readResource(name ?? '') : this.#saveResource(method, body as Resource);
  }

  #folderResource(method: string, body: Resource, name: string | undefined): Answer {
    if (method === 'POST') {
      if (this.folders.some(({ uid }) => uid === body.metadata.name)) return [409, { message: 'already exists' }];
      return [201, folderResource(this.#addFolder(String(body.spec['title']), body.metadata.name))];
    }
    if (name === undefined) return [200, { kind: 'FolderList', items: this.folders.map(folderResource) }];
    const found = this.folders.find(({ uid }) => uid === name);
    return found === undefined ? NOT_FOUND : [200, folderResource(found)];
  }

  #readResource(uid: string): Answer {
    const held = this.dashboards.get(uid);
    if (held === undefined) return NOT_FOUND;
    const metadata = {
      name: uid,
      resourceVersion: String(held.version),
      annotations: { 'grafana.app/folder': held.folderUid },
    };
    return [200, { kind: 'Dashboard', metadata, spec: held.dashboard }];
  }

  #saveResource(method: string, { metadata, spec }: Resource): Answer {
    const { name: uid, resourceVersion, annotations } = metadata;
    const held = this.dashboards.get(uid);
    if (method === 'PUT' && held === undefined) return NOT_FOUND;
    const isTaken = method === 'POST' && held !== undefined;
    const isStale = held !== undefined && resourceVersion !== undefined && resourceVersion !== String(held.version);
    if (this.conflicts > 0 || isTaken || isStale) {
      this.conflicts -= 1;
      return [409, { kind: 'Status', reason: 'Conflict', message: 'the object has been modified' }];
    }
    const version = (held?.version ?? 0) + 1;
    const folderUid = annotations?.['grafana.app/folder'] ?? '';
    this.dashboards.set(uid, { uid, folderUid, version, dashboard: spec });
    return [method === 'POST' ? 201 : 200, { kind: 'Dashboard', metadata: { name: uid }, spec }];
  }
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly body: unknown;
  readonly authorization: string | undefined;
}

interface Upload {
  readonly dashboard: Readonly<Record<string, unknown>>;
  readonly folderUid?: string;
  readonly overwrite?: boolean;
}

interface Resource {
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

const NOT_FOUND: Answer = [404, { message: 'Not found' }];

const withType = (folder: Folder) => ({ ...folder, type: 'dash-folder' });

const folderResource = ({ uid, title }: Folder) => ({ kind: 'Folder', metadata: { name: uid }, spec: { title } });

const newUid = (held: ReadonlyMap<string, unknown>): string => `dash${String(FIRST_DASHBOARD + held.size)}`;

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

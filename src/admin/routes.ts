import type { IncomingMessage } from 'node:http';
import type { TelemetryScope } from '../instrument/index.js';
import { instrumentation, toggleClasses } from './instrumentation.js';
import type { MachineList } from './machine-list.js';
import { machineQuery } from './machine-query.js';
import { readJson } from './request-body.js';
import { RequestError } from './request-error.js';
import { toggleRequest } from './toggle-request.js';

/** What the endpoint tells about. */
export interface AdminTarget {
  readonly scope: TelemetryScope;
  readonly machines: MachineList;
  /** The report of the doctor, fit for JSON. */
  readonly doctor: () => Promise<unknown>;
}

/** A request that was let in. */
export interface AdminRequest {
  readonly message: IncomingMessage;
  readonly parameters: URLSearchParams;
  /** What stands in the place of `:id`. */
  readonly id: string;
}

type Reply = (target: AdminTarget, request: AdminRequest) => unknown;

/** One path with what is done for each method; GET answers HEAD too. */
export interface Route {
  readonly path: RegExp;
  readonly methods: Readonly<Partial<Record<string, Reply>>>;
}

const PATHS = '/health, /instrumentation, /machines, /machines/:id, /doctor';

const ROUTES: readonly Route[] = [
  { path: /^\/health$/, methods: { GET: health } },
  {
    path: /^\/instrumentation$/,
    methods: {
      GET: ({ scope }) => instrumentation(scope),
      PUT: async ({ scope }, { message }) => toggleClasses(scope, toggleRequest(await readJson(message))),
    },
  },
  {
    path: /^\/machines$/,
    methods: { GET: ({ machines }, { parameters }) => machines.page(machineQuery(parameters)) },
  },
  { path: /^\/machines\/(?<id>[^/]+)$/, methods: { GET: machine } },
  { path: /^\/doctor$/, methods: { GET: ({ doctor }) => doctor() } },
];

/**
 * Finds what answers a path.
 * @throws RequestError 404 with the paths there are, 400 for an id that can't be decoded
 */
export function routeOf(path: string): { readonly route: Route; readonly id: string } {
  for (const route of ROUTES) {
    const match = route.path.exec(path);
    if (match !== null) return { route, id: decoded(match.groups?.['id'] ?? '') };
  }
  throw new RequestError(404, `nothing is at ${path.slice(0, 100)}; there is ${PATHS}`);
}

/**
 * Finds what answers a method.
 * @throws RequestError 405 with the methods there are
 */
export function replyOf({ methods }: Route, method: string): Reply {
  const reply = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (reply !== undefined) return reply;
  if (method === 'HEAD' && methods['GET'] !== undefined) return methods['GET'];
  const allowed = Object.keys(methods).flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  throw new RequestError(405, `${method} is not answered here: expected ${allowed.join(', ')}`, {
    Allow: allowed.join(', '),
  });
}

/** Whoever watches over the process may ask without a token, and learns nothing but that it answers. */
export function isPublic(path: string): boolean {
  return path === '/health';
}

function health(): object {
  return { status: 'ok' };
}

function machine({ machines }: AdminTarget, { id }: AdminRequest): object {
  const detail = machines.detail(id);
  if (detail === undefined) throw new RequestError(404, `no machine has the id "${id.slice(0, 100)}"`);
  return detail;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RequestError(400, `the id "${text.slice(0, 100)}" is not percent-encoded as it should be`);
  }
}

import { MachineError } from '../errors.js';
import { fetchFailure, jsonIn } from '../http/index.js';

/** Where Grafana is, and who asks. */
export interface GrafanaAccess {
  /** Base address, with or without a slash at the end; `http://` may be left out. */
  readonly url: string;
  /** Token of a service account that may edit dashboards and folders. */
  readonly token: string;
  /** Longest time for one request. @default 10,000 */
  readonly timeoutMs?: number | undefined;
  /** Makes each request, in a context of its own. @default as the caller's is */
  readonly around?: (<R>(run: () => R) => R) | undefined;
}

/** What Grafana answered. */
export interface GrafanaAnswer {
  readonly status: number;
  /** As it came. */
  readonly text: string;
  /** Undefined for what is no JSON. */
  readonly json: unknown;
}

const TIMEOUT_MS = 10_000;
const MAX_SAID = 300;
/** What a header can hold; anything else would be told in the error of whoever sends it. */
const TOKEN = /^[\x21-\x7e]+$/;
const NOT_FOUND = 404;
/** Of a write that somebody else was faster with. */
const CONFLICTS: ReadonlySet<number> = new Set([409, 412]);

/** Asks the HTTP API of a Grafana; redirects are not followed, as they would carry the token elsewhere. */
export class GrafanaClient {
  readonly url: string;
  readonly #token: string;
  readonly #timeoutMs: number;
  readonly #around: <R>(run: () => R) => R;

  /** @throws MachineError `CONFIG` when the token or the address is missing or none, or the address has a user */
  constructor({ url, token, timeoutMs = TIMEOUT_MS, around = (run) => run() }: GrafanaAccess) {
    if (token === '') throw new MachineError('CONFIG', 'missing token');
    if (!TOKEN.test(token)) {
      const message = 'the token of Grafana holds blanks, line breaks or signs that no token has: copy it again';
      throw new MachineError('CONFIG', message);
    }
    if (url === '') throw new MachineError('CONFIG', 'missing host');
    if (/^(?:\w+:\/\/)?[^/?#]*@/.test(url)) {
      throw new MachineError(
        'CONFIG',
        'the address of Grafana holds a user, but it asks for a token: leave the user out',
      );
    }
    this.url = (/^\w+:\/\//.test(url) ? url : `http://${url}`).replace(/\/+$/, '');
    if (!isBase(this.url)) {
      const message = `"${url}" is no address of Grafana: expected localhost:3000, http://... or https://..., without ? and #`;
      throw new MachineError('CONFIG', message);
    }
    this.#token = token;
    this.#timeoutMs = timeoutMs;
    this.#around = around;
  }

  /**
   * @param path with its query, from the slash on
   * @throws MachineError `GRAFANA` when nobody answers in time
   */
  async ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<GrafanaAnswer> {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.#token}` };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    try {
      const request: RequestInit = {
        ...{ method, headers, redirect: 'manual', signal: AbortSignal.timeout(this.#timeoutMs) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      };
      const response = await this.#around(() => fetch(this.url + path, request));
      const text = await response.text();
      return { status: response.status, text, json: jsonIn(text) };
    } catch (cause) {
      const message = `no Grafana answers at ${this.url} (${fetchFailure(cause)}): check the address, and whether it runs`;
      throw new MachineError('GRAFANA', message, { cause });
    }
  }

  /**
   * What is there under a path.
   * @throws MachineError `GRAFANA` for any status but success, with what to do about it
   */
  async read(path: string): Promise<unknown> {
    return this.#contentOf(`GET ${path}`, await this.ask('GET', path));
  }

  /**
   * What is there under a path; undefined when nothing is.
   * @throws MachineError `GRAFANA` for any other status
   */
  async find(path: string): Promise<unknown> {
    const answer = await this.ask('GET', path);
    return answer.status === NOT_FOUND ? undefined : this.#contentOf(`GET ${path}`, answer);
  }

  /**
   * Writes; false when somebody else was faster.
   * @throws MachineError `GRAFANA` for any other status
   */
  async write(method: 'POST' | 'PUT', path: string, body: unknown): Promise<boolean> {
    const answer = await this.ask(method, path, body);
    if (CONFLICTS.has(answer.status)) return false;
    this.#contentOf(`${method} ${path}`, answer);
    return true;
  }

  #contentOf(request: string, answer: GrafanaAnswer): unknown {
    if (answer.status < 200 || answer.status > 299) throw this.#refusal(request, answer);
    if (answer.json !== undefined) return answer.json;
    throw new MachineError('GRAFANA', `${this.url} answers ${request} with no JSON: is it a Grafana?`);
  }

  /** The error of an answer nobody can go on with. */
  #refusal(request: string, { status, text, json }: GrafanaAnswer): MachineError {
    const said = (json as { readonly message?: unknown } | undefined)?.message;
    const words = (typeof said === 'string' ? said : text).trim().slice(0, MAX_SAID);
    const head = `Grafana at ${this.url} answers ${request} with status ${String(status)}`;
    return new MachineError('GRAFANA', `${head}${words === '' ? '' : ` (${words})`}${remedyOf(status)}`);
  }
}

function isBase(address: string): boolean {
  return /^https?:\/\/[^?#]+$/i.test(address) && URL.canParse(address);
}

function remedyOf(status: number): string {
  if (status === 401) return ': the token is wrong or has expired; set GRAFANA_TOKEN to one of a service account';
  if (status === 403) return ': the service account of the token may not do that; give it the role Editor';
  if (status >= 300 && status < 400) return ': give the address it redirects to';
  return status >= 500 ? ': look into the log of Grafana, and try again' : '';
}

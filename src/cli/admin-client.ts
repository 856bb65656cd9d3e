import type { MachineEntry, MachinePage } from '../admin/index.js';
import type { TelemetryConfig } from '../config/index.js';
import { MachineError } from '../errors.js';
import { fetchFailure, jsonIn } from '../http/index.js';

/** Which machines are asked for. */
export interface MachineFilter {
  readonly className?: string | undefined;
  /** All of them active. */
  readonly states: readonly string[];
}

const PAGE = 1000;
const TIMEOUT_MS = 10_000;

/** Port of the admin endpoint where no other is configured. */
const DEFAULT_PORT = 9465;

/**
 * The admin endpoint under an address, else where the configuration has it.
 * @param url `http://` may be left out
 * @throws MachineError `CONFIG` for what is no address
 */
export function adminClient(url: string | undefined, { admin }: TelemetryConfig): AdminClient {
  const { host, port = DEFAULT_PORT, token } = admin;
  const configured = `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
  return new AdminClient(url === undefined ? configured : addressOf(url), token);
}

function addressOf(given: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  if (/^https?:$/.test(URL.canParse(address) ? new URL(address).protocol : '')) return address;
  throw new MachineError('CONFIG', `"${given}" is no address of an admin endpoint: expected http://127.0.0.1:9465`);
}

/** Asks the admin endpoint of a running program. */
export class AdminClient {
  readonly #url: string;
  readonly #token: string | undefined;

  /**
   * @param url address of the endpoint, with or without a slash at the end
   * @param token the bearer token it asks for
   */
  constructor(url: string, token: string | undefined) {
    this.#url = url.replace(/\/+$/, '');
    this.#token = token;
  }

  /**
   * All machines that fit, however many pages that takes.
   * @throws MachineError `ENDPOINT` when nobody answers in time, or with an error, or with something else
   */
  async machines({ className, states }: MachineFilter): Promise<readonly MachineEntry[]> {
    const machines: MachineEntry[] = [];
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({ limit: String(PAGE) });
      if (className !== undefined) query.set('class', className);
      if (states.length > 0) query.set('state', states.join(','));
      if (cursor !== undefined) query.set('cursor', cursor);
      const page = await this.#get(`/machines?${query.toString()}`);
      if (!isPage(page) || (page.machines.length === 0 && page.next !== undefined)) throw this.#isAnother();
      machines.push(...page.machines);
      cursor = page.next;
    } while (cursor !== undefined);
    return machines;
  }

  async #get(path: string): Promise<unknown> {
    const headers = this.#token === undefined ? {} : { Authorization: `Bearer ${this.#token}` };
    const { status, body } = await this.#fetch(path, headers);
    const answer = jsonIn(body);
    if (status === 200) return answer;
    const said = (answer as { error?: { message?: string } } | undefined)?.error?.message ?? `status ${String(status)}`;
    const hint = status === 401 ? '; set admin.token or AM_ADMIN_TOKEN' : '';
    throw new MachineError('ENDPOINT', `${this.#url} does not tell: ${said}${hint}`);
  }

  #isAnother(): MachineError {
    const remedy = 'give the address of the admin endpoint with --url';
    return new MachineError('ENDPOINT', `what answers at ${this.#url} is no admin endpoint: ${remedy}`);
  }

  async #fetch(path: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
    try {
      const response = await fetch(this.#url + path, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
      return { status: response.status, body: await response.text() };
    } catch (cause) {
      const reason = fetchFailure(cause);
      const remedy = 'start the program with AM_ADMIN_LISTEN=1, or give its address with --url';
      throw new MachineError('ENDPOINT', `no admin endpoint answers at ${this.#url} (${reason}): ${remedy}`, { cause });
    }
  }
}

/** As far as it is shown. */
function isPage(answer: unknown): answer is MachinePage {
  const { machines, next } = (answer ?? {}) as Partial<Record<keyof MachinePage, unknown>>;
  return Array.isArray(machines) && machines.every(isEntry) && (next === undefined || typeof next === 'string');
}

function isEntry(given: unknown): given is MachineEntry {
  const { className, id, states, queue, running } = (given ?? {}) as Partial<Record<keyof MachineEntry, unknown>>;
  const isNamed = typeof className === 'string' && typeof id === 'string';
  return isNamed && Array.isArray(states) && Array.isArray(running) && typeof queue === 'object' && queue !== null;
}

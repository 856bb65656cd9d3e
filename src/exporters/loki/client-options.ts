import { MachineError } from '../../errors.js';
import type { TlsOptions } from '../../http/index.js';
import { LOKI_LABEL } from '../../semconv.js';
import type { Clock, Timers } from '../shared/index.js';
import { checkLabels } from './labels.js';

/** Settings of `LokiClient`. */
export interface LokiClientOptions {
  /** Label `service_name`. */
  readonly service: string;
  /** More labels of every stream; values of a closed set. @default none */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** The id of the machine is a label, not structured metadata: a stream for each machine. @default false, true under preset `go` */
  readonly idLabel?: boolean | undefined;
  /** `go`: labels, batches and bodies of the reference. @default 'default' */
  readonly preset?: 'default' | 'go' | undefined;
  /** For basic authentication, with {@link password}. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Bearer token, in place of user and password. */
  readonly token?: string | undefined;
  /** `X-Scope-OrgID`. */
  readonly tenant?: string | undefined;
  /** More headers of every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** @default 'gzip', 'none' under preset `go` */
  readonly compression?: 'gzip' | 'none' | undefined;
  /** @default what Node trusts, and no certificate of its own */
  readonly tls?: TlsOptions | undefined;
  /** Longest time one request takes, in milliseconds. @default 10000 */
  readonly timeoutMs?: number | undefined;
  /** Most lines of one request. @default 500 */
  readonly maxBatch?: number | undefined;
  /** Longest a line waits for company, in milliseconds. @default 1000 */
  readonly delayMs?: number | undefined;
  /** Most lines waiting; the oldest make room. @default 10000 */
  readonly maxWaiting?: number | undefined;
  /** Most bytes waiting, roughly. @default 4 MiB */
  readonly maxBytes?: number | undefined;
  /** Longest line in bytes; what is longer is cut. @default 256 KiB */
  readonly maxLineBytes?: number | undefined;
  /** Longest a flush or a shutdown takes, in milliseconds. @default 5000 */
  readonly limitMs?: number | undefined;
  /** Told of the first failure, and again of the first one after a success. Must not throw. @default it is only counted */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Wraps what sends, as `withoutTracing` of OpenTelemetry does. @default nothing */
  readonly around?: (<R>(run: () => R) => R) | undefined;
  /** @default the clock of the process */
  readonly clock?: Clock | undefined;
  /** @default the timers of the process, which do not keep it alive */
  readonly timers?: Timers | undefined;
}

const PUSH_PATH = '/loki/api/v1/push';

/**
 * Where pushes go: the address of Loki, with or without `http://` and the path of its interface.
 * @throws MachineError `CONFIG` for what is no address
 */
export function pushUrl(address: string): URL {
  return withPath(address, PUSH_PATH);
}

/**
 * Where OTLP goes, as {@link pushUrl}.
 * @throws MachineError `CONFIG` for what is no address
 */
export function otlpUrl(address: string): URL {
  return withPath(address, '/otlp/v1/logs');
}

function withPath(address: string, path: string): URL {
  const text = /^\w+:\/\//.test(address) ? address : `http://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new MachineError(
      'CONFIG',
      `Loki: "${address}" is no address: expected localhost:3100, http://... or https://...`,
    );
  }
  const base = url.pathname.replace(/\/+$/, '');
  url.pathname = `${base.endsWith(PUSH_PATH) ? base.slice(0, -PUSH_PATH.length) : base}${path}`;
  return url;
}

/**
 * Headers that say who sends.
 * @throws MachineError `CONFIG` for a password without a user, and for what no header may hold
 */
export function authHeaders({
  user,
  password,
  token,
  tenant,
}: Pick<LokiClientOptions, 'user' | 'password' | 'token' | 'tenant'>): Record<string, string> {
  if (password !== undefined && user === undefined && token === undefined) {
    throw new MachineError('CONFIG', 'Loki: there is a password, but no user: set both, or a token');
  }
  const basic = user === undefined ? undefined : `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
  const authorization = token === undefined ? basic : `Bearer ${token}`;
  const headers = {
    ...(authorization !== undefined && { authorization }),
    ...(tenant !== undefined && { 'x-scope-orgid': tenant }),
  };
  for (const [name, value] of Object.entries(headers)) {
    // The value stays out of the message.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new MachineError('CONFIG', `Loki: the header ${name} would hold characters that no header may hold`);
    }
  }
  return headers;
}

/**
 * Labels of every stream.
 * @throws MachineError `CONFIG` naming the label
 */
export function clientLabels(
  { labels = {}, idLabel, preset }: LokiClientOptions,
  service: string,
): Readonly<Record<string, string>> {
  const level = preset === 'go' ? LOKI_LABEL.legacyLevel : LOKI_LABEL.level;
  const own = [LOKI_LABEL.service, level, ...((idLabel ?? preset === 'go') ? [LOKI_LABEL.machineId] : [])];
  checkLabels(labels, own);
  return { ...labels, [LOKI_LABEL.service]: service };
}

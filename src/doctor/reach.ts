import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { backgroundTimers, resultWithin } from '../exporters/shared/index.js';
import type { TlsOptions } from '../http/index.js';

/** Why an address gave no answer; `not-http`: something listens there that speaks something else. */
export type Unreachable = 'dns' | 'refused' | 'timeout' | 'not-http' | 'tls' | 'network';

/** What an address answered, or at which step it did not. */
export type Reach = { readonly status: number } | { readonly problem: Unreachable; readonly detail: string };

/** What is sent. */
export interface ReachRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** @default what Node trusts, and no certificate of its own */
  readonly tls?: TlsOptions | undefined;
  readonly limitMs: number;
}

/** Goes to an address step by step, name, port, then protocol, so that what fails can be named. Never rejects. */
export async function reach(given: ReachRequest): Promise<Reach> {
  const { url, limitMs } = given;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  try {
    await resultWithin(lookup(host), limitMs, 'the resolver of names');
  } catch (error) {
    return { problem: 'dns', detail: codeOf(error) };
  }
  const refused = await knock(host, portOf(url), limitMs);
  return refused ?? ask(given);
}

/** The port of an address, also where it is left out. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function knock(host: string, port: number, limitMs: number): Promise<Reach | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (outcome: Reach | undefined): void => {
      socket.destroy();
      resolve(outcome);
    };
    socket.setTimeout(limitMs, () => {
      end({ problem: 'timeout', detail: `no connection within ${String(limitMs)} ms` });
    });
    socket.once('connect', () => {
      end(undefined);
    });
    socket.once('error', (error) => {
      const detail = codeOf(error);
      end({ problem: detail === 'ECONNREFUSED' ? 'refused' : 'network', detail });
    });
  });
}

function ask({ url, method, headers, body, tls, limitMs }: ReachRequest): Promise<Reach> {
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, { method, headers, agent: false, ...tls }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
      response.once('end', () => request.destroy());
      // What goes on without an end is of no interest, and must not keep the process alive.
      response.socket.unref();
      backgroundTimers.setTimeout(() => request.destroy(), limitMs);
    });
    request.setTimeout(limitMs, () => {
      resolve({ problem: 'timeout', detail: `no answer within ${String(limitMs)} ms` });
      request.destroy();
    });
    request.on('error', (error) => {
      const detail = codeOf(error);
      resolve({
        problem: /^(?:ERR_SSL|ERR_TLS|CERT|DEPTH|SELF_SIGNED|UNABLE_TO)|^EPROTO$/.test(detail) ? 'tls' : 'not-http',
        detail,
      });
    });
    request.end(body);
  });
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return code ?? message ?? String(error);
}

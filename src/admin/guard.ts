import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { RequestError } from './request-error.js';

/** Whom the endpoint answers. */
export interface GuardOptions {
  /** The address it listens on; as a name it is one that requests may be meant for. */
  readonly host: string;
  /** @default none is asked for */
  readonly token?: string | undefined;
}

/** How a browser says that a page of the endpoint itself, or nobody's page, makes a request. */
const OWN_SITES: readonly unknown[] = [undefined, 'none', 'same-origin'];

/**
 * Refuses what a web page of somebody else makes a browser send. A page whose name was made to resolve to this machine (DNS
 * rebinding) is told by the `Host` it asks for, which is its own name; one that asks across origins by its `Origin`.
 * @throws RequestError 403
 */
export function refuseForeignPages({ headers }: IncomingMessage, { host }: GuardOptions): void {
  const asked = hostnameOf(headers.host);
  if (asked === undefined || !isOwnName(asked, host)) {
    const named = asked === undefined ? 'none that can be read' : `"${asked.slice(0, 100)}"`;
    throw new RequestError(403, `the Host header names ${named}: expected localhost or an IP address`);
  }
  const { origin } = headers;
  if (origin !== undefined && hostOf(origin) !== headers.host?.toLowerCase()) {
    throw new RequestError(403, `requests of pages from ${origin.slice(0, 100)} are not answered`);
  }
  if (!OWN_SITES.includes(headers['sec-fetch-site'])) {
    throw new RequestError(403, 'requests of pages from other sites are not answered');
  }
}

/**
 * Asks for the token; the time this takes tells nothing of it.
 * @throws RequestError 401
 */
export function requireToken({ headers }: IncomingMessage, { token }: GuardOptions): void {
  if (token === undefined) return;
  const given = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return;
  const what = given === undefined ? 'the header "Authorization: Bearer ..." is missing' : 'the token is wrong';
  throw new RequestError(401, what, { 'WWW-Authenticate': 'Bearer' });
}

/** Of one length for every token. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isOwnName(name: string, listening: string): boolean {
  if (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost')) return true;
  return name === listening.toLowerCase();
}

/** `[::1]:9465` is `::1`. */
function hostnameOf(host: string | undefined): string | undefined {
  const match = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<name>[\w.-]+))(?::\d{1,5})?$/i.exec(host ?? '')?.groups;
  return (match?.['v6'] ?? match?.['name'])?.toLowerCase();
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}

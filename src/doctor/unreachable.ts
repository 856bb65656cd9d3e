import { failure } from './finding.js';
import type { Symptom } from './finding.js';
import { portOf } from './reach.js';
import type { Reach } from './reach.js';

const GRPC_PORT = 4317;

/**
 * What is wrong with an address that gave no answer.
 * @param where what should have answered, as a message names it
 * @param usualPort where it listens as a rule
 */
export function unreachable(
  where: string,
  url: URL,
  { problem, detail }: Extract<Reach, { problem: string }>,
  usualPort: number,
): Symptom {
  const port = portOf(url);
  switch (problem) {
    case 'dns':
      return failure(`${where}: the name ${url.hostname} is not known (${detail})`, 'correct the host of the endpoint');
    case 'refused':
      return failure(`${where}: nothing listens on port ${String(port)}`, 'start the receiver, or correct the port');
    case 'timeout':
    case 'network':
      return failure(`${where}: ${detail}`, 'check firewalls, proxies and the host of the endpoint');
    case 'tls':
      return failure(
        `${where}: TLS failed (${detail})`,
        'use http:// for a receiver without TLS, or trust its certificate',
      );
    case 'not-http': {
      const guess = port === GRPC_PORT ? 'this is the port of gRPC' : 'maybe gRPC, or TLS';
      const remedy = `use the HTTP port of the receiver, usually ${String(usualPort)}`;
      return failure(`${where}: what listens there does not speak HTTP/1.1; ${guess} (${detail})`, remedy);
    }
  }
}

/** An address without a password, should it hold one. */
export function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

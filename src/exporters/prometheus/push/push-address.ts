import { MachineError } from '../../../errors.js';
import { groupingPath } from './grouping-path.js';
import type { Grouping } from './grouping-path.js';

/** Where pushes go, and the headers that say who sends. */
export interface PushAddress {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The address of a group of a Pushgateway; user and password of the address become a header.
 * @throws MachineError `CONFIG` for what is no address; a password is not among what it tells
 */
export function pushAddress(address: string, job: string, grouping: Grouping): PushAddress {
  const text = /^\w+:\/\//.test(address) ? address : `http://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    const given = address.replace(/\/\/[^@/]*@/, '//***@');
    throw new MachineError(
      'CONFIG',
      `Pushgateway: "${given}" is no address: expected localhost:9091, http://... or https://...`,
    );
  }
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.pathname = url.pathname.replace(/\/+$/, '') + groupingPath(job, grouping);
  if (username === '') return { url, headers: {} };
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { url, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}

/** Who forgot to code a % means the sign itself. */
function decoded(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (coded) => {
    try {
      return decodeURIComponent(coded);
    } catch {
      return coded;
    }
  });
}

import { MachineError } from '../errors.js';
import { GrafanaClient } from './client.js';
import type { GrafanaAccess, GrafanaAnswer } from './client.js';
import { DEFAULT_FOLDER } from './params.js';
import type { ReferenceDashboard } from './reference-dashboard.js';

interface Folder {
  readonly id: number;
  readonly title: string;
}

type AlertGroups = Readonly<Record<string, readonly { readonly name: string }[]>>;

const RULES = '/api/ruler/grafana/api/v1/rules';
const OK = 200;
const ACCEPTED = 202;
const NOT_FOUND = 404;

/**
 * Uploads a dashboard request by request as the reference does: a new one each time, and the alert groups of the last one are
 * deleted (telemetry specification §5.3).
 * @throws MachineError `CONFIG` for a missing token or address, `GRAFANA` for any other status than the reference expects
 */
export async function syncReferenceDashboard(
  access: GrafanaAccess,
  dashboard: ReferenceDashboard,
  folder: string = DEFAULT_FOLDER,
): Promise<void> {
  const client = new GrafanaClient(access);
  const { id: folderId } = await folderOf(client, folder);
  const body = { dashboard, folderId, overwrite: true };
  const { uid } = expected(OK, await client.ask('POST', '/api/dashboards/db', body)) as { readonly uid: string };
  const made = await client.ask('GET', `/api/dashboards/uid/${segment(uid)}`);
  if (made.status === NOT_FOUND) throw new MachineError('GRAFANA', 'dashboard not found');
  expected(OK, made);
  const listed = await client.ask('GET', `${RULES}?dashboard_uid=${encodeURIComponent(uid)}`);
  const groups = expected(OK, listed, 'could not prepare deletion of previous alerts for dashboard: ') as AlertGroups;
  for (const [namespace, list] of Object.entries(groups)) {
    for (const { name } of list) await deleteGroup(client, namespace, name);
  }
}

async function folderOf(client: GrafanaClient, title: string): Promise<Folder> {
  const query = new URLSearchParams({ type: 'dash-folder', query: title }).toString();
  const listed = await client.ask('GET', `/api/search?${query}`);
  const folders = expected(OK, listed, 'could not find or create folder: ') as readonly Folder[];
  const found = folders.find((each) => each.title.toLowerCase() === title.toLowerCase());
  if (found !== undefined) return found;
  const made = await client.ask('POST', '/api/folders', { title });
  return expected(OK, made, 'could not find create folder: ') as Folder;
}

async function deleteGroup(client: GrafanaClient, namespace: string, group: string): Promise<void> {
  const path = `${RULES}/${segment(namespace)}/${segment(group)}`;
  const answer = await client.ask('DELETE', path);
  const before = 'could not delete of previous alerts for dashboard: ';
  if (answer.status === NOT_FOUND) throw new MachineError('GRAFANA', `${before}alert not found`);
  if (answer.status !== ACCEPTED) throw refusal(answer, before);
}

function expected(status: number, answer: GrafanaAnswer, before?: string): unknown {
  if (answer.status === status) return answer.json ?? {};
  throw refusal(answer, before);
}

function refusal({ status, text }: GrafanaAnswer, before = ''): MachineError {
  return new MachineError('GRAFANA', `${before}could not query grafana: ${text} (HTTP status ${String(status)})`);
}

/** A part of a path as the reference escapes it. */
function segment(text: string): string {
  return encodeURIComponent(text)
    .replaceAll(/%(?:24|26|2B|3D|3A|40)/g, decodeURIComponent)
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

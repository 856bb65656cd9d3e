import { createHash } from 'node:crypto';
import { DEFAULT_FOLDER } from './params.js';
import type { DashboardParams } from './params.js';

const HEX_DIGITS = 36;

/** The identity of a dashboard, the same for the same folder, title and source (telemetry specification §5.5, G-2). */
export function dashboardUid({ folder = DEFAULT_FOLDER, name, source = '' }: DashboardParams): string {
  return uidOf(`${folder}/${name}/${source}`);
}

/** The identity of a folder that nobody made yet. */
export function folderUid(title: string): string {
  return uidOf(title);
}

function uidOf(text: string): string {
  return `am-${createHash('sha1').update(text).digest('hex').slice(0, HEX_DIGITS)}`;
}

import { MachineError } from '../../../errors.js';

/** Labels that tell the groups of a Pushgateway apart; `job` is one of them. */
export type Grouping = Readonly<Record<string, string>>;

const LABEL_NAME = /^[a-zA-Z_]\w*$/;

/**
 * Where a group is pushed to, behind the address of the Pushgateway. Values that no path can hold are coded.
 * @throws MachineError `CONFIG` for a label that is none, and for an empty job
 */
export function groupingPath(job: string, grouping: Grouping): string {
  if (job === '') throw new MachineError('CONFIG', 'Pushgateway: the job is empty: name the service, or the job');
  const parts = Object.entries({ job, ...grouping }).map(([name, value]) => {
    if (LABEL_NAME.test(name) && !name.startsWith('__')) return segment(name, value);
    throw new MachineError('CONFIG', `Pushgateway: "${name}" is no name of a label: expected letters, digits and _`);
  });
  return `/metrics/${parts.join('/')}`;
}

/** Addresses lose `.` and `..`, and half a surrogate pair is in none. */
function segment(name: string, value: string): string {
  if (value === '') return `${name}@base64/=`;
  if (!/\/|^\.\.?$|\p{Surrogate}/u.test(value)) return `${name}/${encodeURIComponent(value)}`;
  return `${name}@base64/${Buffer.from(value).toString('base64url')}`;
}

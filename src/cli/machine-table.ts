import type { MachineEntry, StateEntry } from '../admin/index.js';
import { textTable } from './text-table.js';

const HEADER = ['CLASS', 'ID', 'STATES', 'BECAUSE OF', 'QUEUE', 'WHAT KEEPS IT'] as const;
const MAX_ERROR = 60;
const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/**
 * What machines do, one line each: their states and for how long they are active, the mutation behind the newest one, what
 * waits, and what keeps the machine from moving: an error, promises that run, the last rejection since it moved.
 * @param now milliseconds since the epoch
 * @param columns of the terminal, which it fits into. @default lines of any length
 */
export function machineTable(machines: readonly MachineEntry[], now: number, columns?: number): string {
  if (machines.length === 0) return 'no machines\n';
  const cells = machines.map((machine) => [
    machine.className,
    machine.id,
    machine.states.map((state) => stateText(state, now)).join(', ') || '-',
    causeText(newestOf(machine)),
    String(machine.queue.length),
    keptBy(machine, now),
  ]);
  return textTable(HEADER, cells, columns);
}

/** How long ago: the two largest units of it, `3m12s`. */
export function ageText(since: string, now: number): string {
  let seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  const parts: string[] = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(seconds / length);
    seconds %= length;
    if (parts.length > 0 || count > 0) parts.push(`${String(count)}${unit}`);
  }
  return parts.slice(0, 2).join('') || '0s';
}

function stateText({ name, since }: StateEntry, now: number): string {
  return since === undefined ? name : `${name} ${ageText(since, now)}`;
}

/** The state that was entered last; of several at one time the last one. */
function newestOf({ states }: MachineEntry): StateEntry | undefined {
  return states.reduce<StateEntry | undefined>((newest, state) => {
    if (state.since === undefined) return newest;
    return newest?.since === undefined || state.since >= newest.since ? state : newest;
  }, undefined);
}

function causeText(state: StateEntry | undefined): string {
  if (state?.cause === undefined) return '-';
  const { mutation, auto, args = {}, source } = state.cause;
  const shown = Object.entries(args).map(([name, text]) => `${name}=${text}`);
  const from = source === undefined ? [] : [`from ${source.machineId}`];
  return [mutation, ...(auto ? ['(auto)'] : []), ...shown, ...from].join(' ');
}

function keptBy(machine: MachineEntry, now: number): string {
  const { error, lastRejection, running, runningCount, observed } = machine;
  if (!observed) return 'not observed';
  const reasons: string[] = [];
  if (error !== undefined) reasons.push(oneLine(`${error.type}: ${error.message}`));
  const [oldest] = running;
  if (oldest !== undefined) {
    const more = runningCount > 1 ? ` and ${String(runningCount - 1)} more` : '';
    reasons.push(`${oldest.handler} runs for ${ageText(oldest.since, now)}${more}`);
  }
  const moved = newestOf(machine)?.since;
  if (lastRejection !== undefined && (moved === undefined || lastRejection.at >= moved)) {
    const { at, by, mutation, reason } = lastRejection;
    reasons.push(`${mutation} rejected ${ageText(at, now)} ago: ${reason}${by === undefined ? '' : ` ${by}`}`);
  }
  return reasons.join('; ') || '-';
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > MAX_ERROR ? `${line.slice(0, MAX_ERROR - 3)}...` : line;
}

import type { FileResult } from './schemas.js';

/** What a run did, in numbers. */
export interface Summary {
  readonly files: number;
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly failures: number;
  readonly retries: number;
  readonly transitions: number;
  readonly spans: number;
  readonly logRecords: number;
  readonly series: number;
  /** Telemetry records that were lost, or not yet taken by the time of the summary. */
  readonly dropped: number;
  readonly elapsedMs: number;
  readonly finished: boolean;
  /** Where to look. */
  readonly metrics: string;
  readonly traces: string;
  readonly logs: string;
}

/** Counts while the machines work. */
export class Tally {
  files = 0;
  bytes = 0;
  compressedBytes = 0;
  failures = 0;
  retries = 0;
  transitions = 0;
  /** The first few files that could not be read. */
  readonly broken: FileResult[] = [];

  add(result: FileResult): void {
    this.files++;
    this.bytes += result.bytes;
    this.compressedBytes += result.compressedBytes;
    this.retries += result.retries;
    if (result.error === undefined) return;
    this.failures++;
    if (this.broken.length < MAX_BROKEN_SHOWN) this.broken.push(result);
  }
}

const MAX_BROKEN_SHOWN = 5;
const KIB = 1024;

/** The table for people. */
export function tableOf(summary: Summary, broken: readonly FileResult[]): string {
  const rows: [string, string][] = [
    ['files', count(summary.files)],
    ['bytes', `${size(summary.bytes)}, compressed ${size(summary.compressedBytes)}`],
    ['failures', `${count(summary.failures)} (${count(summary.retries)} retries)`],
    ['transitions', count(summary.transitions)],
    ['spans', count(summary.spans)],
    ['series', count(summary.series)],
    ['log records', count(summary.logRecords)],
    ['elapsed', `${(summary.elapsedMs / 1000).toFixed(2)} s${summary.finished ? '' : ' (interrupted)'}`],
  ];
  if (summary.dropped > 0) rows.push(['dropped', `${count(summary.dropped)} telemetry records were not delivered`]);
  rows.push(['metrics', summary.metrics], ['traces', summary.traces], ['logs', summary.logs]);
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  const failed = broken.map((result) => `not read: ${result.error?.message ?? result.path}`);
  return [...failed, ...lines, ''].join('\n');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function size(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(KIB)));
  return `${(bytes / KIB ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ''}`;
}

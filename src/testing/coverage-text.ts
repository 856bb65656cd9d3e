import type { Covered, MachineCoverage } from './coverage.js';

/** A coverage as a table: how much of each kind was seen, and what never was. */
export function coverageText({ className, ...kinds }: MachineCoverage): string {
  const { states, transitions, handlers, vetoes } = kinds;
  const rows = Object.entries({ states, transitions, handlers, vetoes }).map(([kind, covered]) => line(kind, covered));
  return `${[className, ...rows].join('\n')}\n`;
}

function line(kind: string, { seen, missing }: Covered): string {
  const some = Object.keys(seen).length;
  const never = missing.length === 0 ? '' : `  never: ${missing.join(' ')}`;
  return `  ${kind.padEnd(11)}  ${String(some).padStart(4)} of ${String(some + missing.length).padStart(4)}${never}`;
}

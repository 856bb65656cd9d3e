import type { TelemetryBudget } from './class-budget.js';

type Row = readonly string[];

/** A budget as a table: one line per class, its largest families below it, the sum at the end. */
export function budgetText(budget: TelemetryBudget): string {
  const rows: Row[] = [['class', 'series', 'span names']];
  for (const { className, series, families, spanNames } of budget.classes) {
    rows.push([className, String(series), String(spanNames.length)]);
    const largest = Object.entries(families).filter(([, count]) => count > 0);
    for (const [family, count] of largest.sort(([, a], [, b]) => b - a)) rows.push([`  ${family}`, String(count)]);
  }
  rows.push(['all', String(budget.series), String(budget.spanNames)]);
  return `${[...aligned(rows), ...notes(budget)].join('\n')}\n`;
}

function notes({ series, maxSeries, streams, unknown }: TelemetryBudget): readonly string[] {
  const lines: string[] = [];
  if (maxSeries !== undefined && series > maxSeries) {
    lines.push(
      `metrics.maxSeries makes ${maxSeries} of them at most; what finds no room is counted in the class other`,
    );
  }
  if (streams > 0) lines.push(`streams in Loki: ${streams}`);
  if (unknown.length > 0) lines.push(`not counted, as they have no static schema: ${unknown.join(', ')}`);
  return lines;
}

/** Names to the left, numbers to the right. */
function aligned(rows: readonly Row[]): readonly string[] {
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [name, series, spans] = [width(0), width(1), width(2)];
  return rows.map(([first = '', second = '', third = '']) =>
    `${first.padEnd(name)}  ${second.padStart(series)}  ${third.padStart(spans)}`.trimEnd(),
  );
}

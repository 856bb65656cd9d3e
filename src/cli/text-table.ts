import { cutTo, widthOf } from './text-width.js';

const GAP = '  ';
/** A column is not cut below that, whatever the width. */
const NARROWEST = 8;

/**
 * Rows of text below a header, columns as wide as their widest cell. Nothing that a terminal would obey.
 * @param fits columns of the terminal, into which the widest cells are cut. @default cells are whole
 */
export function textTable(header: readonly string[], cells: readonly (readonly string[])[], fits?: number): string {
  const rows = cells.map((row) => row.map(printable));
  const widest = header.map((title, at) => Math.max(title.length, ...rows.map((row) => widthOf(row[at] ?? ''))));
  const widths = fits === undefined ? widest : narrowed(widest, header, fits - GAP.length * (header.length - 1));
  const lines = [header, ...rows].map((row) =>
    row
      .map((cell, at) => padded(cutTo(cell, widths[at] ?? 0), widths[at] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** Ids and messages come from a program, and a terminal obeys what it is sent. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
}

/** As {@link printable}, line by line. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** The widest column gives way first. */
function narrowed(widths: readonly number[], header: readonly string[], room: number): readonly number[] {
  const narrow = [...widths];
  const least = widths.map((width, at) => Math.min(width, Math.max(NARROWEST, header[at]?.length ?? 0)));
  for (let excess = sum(narrow) - room; excess > 0; excess--) {
    const free = narrow.map((width, at) => (width > (least[at] ?? 0) ? width : 0));
    const widest = Math.max(...free);
    if (widest === 0) break;
    narrow[free.indexOf(widest)] = widest - 1;
  }
  return narrow;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

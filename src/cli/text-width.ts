/** Signs that take two columns of a terminal: of East Asia, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Signs that stand on the one before. */
const COMBINING = /\p{M}/u;
const CUT = '...';

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += columnsOf(sign);
  return width;
}

/** The text, or its beginning where it takes more columns. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let width = CUT.length;
  for (const sign of text) {
    width += columnsOf(sign);
    if (width > columns) break;
    kept += sign;
  }
  return kept + CUT;
}

function columnsOf(sign: string): number {
  return COMBINING.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1;
}

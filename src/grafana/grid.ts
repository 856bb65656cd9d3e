import type { PanelData } from './panel-data.js';

/** Place of a panel: columns of 24, rows of about 30 pixels. */
export interface GridPlace {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const COLUMNS = 24;
const WIDTH = 8;
const HEIGHT = 8;

/** Puts panels side by side, line after line; returns their places and where the next line begins. */
export function flow(
  panels: readonly PanelData[],
  top: number,
): { readonly places: readonly GridPlace[]; readonly end: number } {
  const places: GridPlace[] = [];
  let [x, y, tallest] = [0, top, 0];
  for (const { width: w = WIDTH, height: h = HEIGHT } of panels) {
    if (x + w > COLUMNS) [x, y, tallest] = [0, y + tallest, 0];
    places.push({ x, y, w, h });
    x += w;
    tallest = Math.max(tallest, h);
  }
  return { places, end: y + tallest };
}

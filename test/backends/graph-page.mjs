import { writeFile } from 'node:fs/promises';

const WIDTH = 1_000;
const MARGIN = 16;
const LIMIT_MS = 30_000;

/**
 * Opens Prometheus' page with the graph of a query and keeps a picture of it as PNG.
 * @returns the names in its legend, and how many areas are drawn
 */
export async function pictureOfGraph(browser, { url, expr, seconds, isStacked, path }) {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 800 } });
  page.setDefaultTimeout(LIMIT_MS);
  const asked = {
    ...{ expr, tab: '0', stacked: isStacked ? '1' : '0' },
    ...{ range_input: `${seconds}s`, step_input: '1' },
  };
  const words = Object.entries(asked).map(([name, value]) => `g0.${name}=${encodeURIComponent(value)}`);
  await page.goto(`${url}/classic/graph?${words.join('&')}`);
  await page.locator('.legend .line').first().waitFor();
  // The frame around what has the focus.
  await page.evaluate('document.activeElement.blur()');
  const legend = page.locator('.legend');
  const { y, height } = await legend.boundingBox();
  const clip = { x: 0, y: 0, width: WIDTH, height: Math.ceil(y + height) + MARGIN };
  await writeFile(path, await page.screenshot({ fullPage: true, clip }));
  const drawn = await page.locator('.rickshaw_graph svg path').count();
  const names = await legend.locator('.label').allInnerTexts();
  await page.close();
  return { names, drawn };
}

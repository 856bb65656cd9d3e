import { readFile } from 'node:fs/promises';

/** What the READMEs write for a scrape every 15 s. */
const WINDOW_OF_PAGES = '[1m]';
const WINDOW_OF_DASHBOARDS = '$__rate_interval';
const pages = ['README.md', 'samples/pipeline/README.md'];

/**
 * What one asks Prometheus first: `[{ title, expr, unit, legend }]`, the queries of the READMEs and those of the dashboard that
 * `statescope grafana` makes, but for its averages.
 * @param source value of the label `job`
 * @param window of rates, in place of the one that a slower scrape needs
 */
export async function mainQueries(source, window) {
  const { rowsOf } = await import('statescope/grafana');
  const rows = rowsOf({ name: source, source, isStatic: true });
  const panels = rows.filter(({ title }) => !/averages|^Logs$/.test(title)).flatMap((row) => row.panels);
  const ofDashboard = panels
    .filter(({ kind }) => kind !== 'heatmap')
    .flatMap(({ title, unit, queries }) => queries.map((query) => ({ title, unit, ...query })));
  return [...(await queriesOfPages()), ...ofDashboard].map((query) => ({
    ...query,
    expr: query.expr.replaceAll(WINDOW_OF_PAGES, `[${window}]`).replaceAll(WINDOW_OF_DASHBOARDS, window),
  }));
}

/** Each line of PromQL that the READMEs show, under the comment before it. */
async function queriesOfPages() {
  const queries = [];
  for (const page of pages) {
    const text = await readFile(new URL(`../../${page}`, import.meta.url), 'utf8');
    for (const [, , block] of text.matchAll(/^( *)```promql\n([\s\S]*?)^\1```$/gm)) {
      let title = page;
      for (const line of block.trim().split(/\n */)) {
        if (line.startsWith('#')) title = line.slice(2);
        else queries.push({ title, expr: line, unit: unitOf(line), page });
      }
    }
  }
  return queries;
}

/** By Grafana's names, like those of the panels. */
function unitOf(expr) {
  if (expr.includes('histogram_quantile') || expr.includes('_oldest_seconds')) return 's';
  return expr.includes('rate(') ? 'ops' : 'short';
}

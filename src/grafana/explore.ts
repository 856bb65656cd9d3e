import { VARIABLE } from './view-scope.js';

const REFERENCE = /%24(?:%7B(?<braced>\w+)%7D|(?<plain>\w+))/g;
const SEVERAL: ReadonlySet<string> = new Set([VARIABLE.class, VARIABLE.state, VARIABLE.machine, VARIABLE.level]);

/**
 * A link to a query in Explore over the range that is shown. Variables stay open: Grafana fills them in when somebody follows the
 * link.
 * @param query what the data source asks besides
 */
export function exploreUrl(
  type: 'loki' | 'jaeger' | 'tempo',
  variable: string,
  query: Readonly<Record<string, string>>,
): string {
  const uid = `\${${variable}}`;
  const pane = {
    datasource: uid,
    queries: [{ refId: 'A', datasource: { type, uid }, ...query }],
    range: { from: '${__from}', to: '${__to}' },
  };
  const panes = encodeURIComponent(JSON.stringify({ logs: pane })).replaceAll(
    REFERENCE,
    (_, braced: string | undefined, plain: string | undefined) => `\${${formatted(braced ?? plain ?? '')}}`,
  );
  return `/explore?schemaVersion=1&panes=${panes}`;
}

/** Several values make one expression. */
function formatted(name: string): string {
  return SEVERAL.has(name) ? `${name}:regex` : name;
}

import { AVERAGED_METRIC } from '../../src/semconv-averages.js';
import { METRIC } from '../../src/semconv-metrics.js';
import { genDashboard, rowsOf } from '../../src/grafana/index.js';
import type { DashboardParams } from '../../src/grafana/index.js';
import { asksLoki } from '../../src/grafana/panel-data.js';
import { quoted } from '../../src/grafana/promql.js';
import { referenceDashboard } from '../../src/grafana/reference-dashboard.js';
import { filledIn, mistakeIn } from '../support/query-grammars.js';
import { DASHBOARDS } from './layouts.js';

interface Query {
  readonly language: 'promql' | 'logql';
  readonly expr: string;
}

function queriesOf(params: DashboardParams): readonly Query[] {
  return rowsOf(params).flatMap(({ logs, panels }) => [
    ...(logs === undefined ? [] : [{ language: 'logql' as const, expr: logs }]),
    ...panels.flatMap((panel) =>
      panel.queries.map(({ expr }) => ({ language: asksLoki(panel) ? ('logql' as const) : ('promql' as const), expr })),
    ),
  ]);
}

/** Every query of a finished dashboard, wherever it stands. */
function writtenQueries(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === 'expr' ? [String(inner)] : writtenQueries(inner),
  );
}

const of = (params: DashboardParams | undefined) => params ?? { name: '' };

describe.each(Object.keys(DASHBOARDS))('dashboard: %s', (kind) => {
  const params = of(DASHBOARDS[kind]);

  test('the official grammars read every query', () => {
    const queries = queriesOf(params);
    expect(queries.length).toBeGreaterThan(10);
    expect(queries.flatMap(({ language, expr }) => mistakeIn(language, expr) ?? [])).toEqual([]);
  });

  test('queries of panels and annotations are those of the data', () => {
    const written = writtenQueries(genDashboard(params));
    const known = queriesOf(params).map(({ expr }) => expr);
    expect(known.filter((expr) => !written.includes(expr) && !expr.startsWith('{'))).toEqual([]);
    const logs = written.filter((expr) => expr.startsWith('{') || expr.includes('({'));
    expect(logs.flatMap((expr) => mistakeIn('logql', expr) ?? [])).toEqual([]);
  });

  test('a static one has no variable but those of data sources and windows', () => {
    if (params.isStatic !== true) return;
    const left = queriesOf(params).flatMap(({ expr }) => expr.match(/\$\w+/g) ?? []);
    expect(new Set(left)).toEqual(new Set(['$__rate_interval', '$__auto'].filter((name) => left.includes(name))));
  });
});

describe('names that queries could stumble over', () => {
  const name = 'a"\\$source${class}[[class]]{{x}}.*`\n\ud800';
  const hostile: DashboardParams = {
    name,
    source: name,
    ids: [name],
    addedStates: [{ machineId: name, state: 'A-B{' }],
    classes: [{ className: name, states: [name, '$state'], handlers: [name] }],
  };

  test.each([
    ['by class', hostile],
    ['static', { ...hostile, isStatic: true }],
    ['by machine', { ...hostile, layout: 'legacy' }],
    ['by the label of machines', { ...hostile, isStatic: true, byId: true, idLabel: true }],
    ['without states', { ...hostile, classes: [{ className: 'C', states: [], handlers: [] }] }],
  ] as const)('leave every query readable, %s', (_, params) => {
    const queries = queriesOf(params);
    expect(queries.flatMap(({ language, expr }) => mistakeIn(language, expr) ?? [])).toEqual([]);
    const halves = queries.filter(({ expr }) => /\\u[dD][89a-fA-F]|\p{Surrogate}/u.test(expr));
    expect(halves).toEqual([]);
  });

  test.each([
    ['$source', '"$source"'],
    ['$${machine_class}', '"$${machine_class}"'],
    ['a$source', String.raw`"a\x24source"`],
    ['[[source]]', String.raw`"\x5b[source]]"`],
  ])('%s is %s: a variable alone stays one', (text, expected) => {
    expect(quoted(text)).toBe(expected);
  });

  test('hold no variable of Grafana', () => {
    for (const params of [hostile, { ...hostile, layout: 'legacy' as const }])
      for (const { expr } of queriesOf({ ...params, isStatic: true })) {
        expect(expr.replaceAll('$__rate_interval', '').replaceAll('$__auto', '')).not.toMatch(/\$\w|\$\{|\[\[/);
      }
  });
});

test('every metric family of machines has a place in the overview', () => {
  const queries = queriesOf({ name: '' }).map(({ expr }) => expr);
  const missing = Object.values(METRIC).filter(({ name }) => !queries.some((expr) => expr.includes(name)));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test('layout legacy shows every averaged gauge of a machine, and a counterpart of each by class', () => {
  const byMachine = queriesOf({ name: '', layout: 'legacy', ids: ['A-b'] }).map(({ expr }) => expr);
  for (const { name } of Object.values(AVERAGED_METRIC))
    expect(byMachine.join('\n')).toContain(`${name}_a_b{job="$source"}`);
  const legends = (ids: readonly string[]) =>
    rowsOf({ name: '', layout: 'legacy', ids }).flatMap(({ panels }) =>
      panels.flatMap((panel) => panel.queries.map(({ legend }) => legend)),
    );
  expect(legends([])).toEqual(legends(['A-b']));
});

test('the reference writes its queries as it always did; the grammar reads those of plain ids', () => {
  const written = writtenQueries(referenceDashboard({ ids: ['my.Mach:id'], name: 'x', source: 'My Svc' }, () => 1));
  expect(written).toHaveLength(16);
  const isLog = (expr: string) => expr.startsWith('{');
  expect(written.flatMap((expr) => mistakeIn(isLog(expr) ? 'logql' : 'promql', expr) ?? [])).toEqual([]);
});

test.each([
  ['promql', 'sum(rate(a[5m])'],
  ['promql', 'a{b=c}'],
  ['promql', 'rate(a[$__nothing])'],
  ['logql', '{a="b"} | | c="d"'],
  ['logql', 'sum(count_over_time({a="b"}))'],
] as const)('the check of %s finds what is wrong with %s', (language, expr) => {
  expect(mistakeIn(language, expr)).toBeDefined();
});

test('variables are filled in as Grafana does', () => {
  expect(filledIn('a{b="$source"}[$__rate_interval]')).toBe('a{b="svc"}[1m0s]');
});

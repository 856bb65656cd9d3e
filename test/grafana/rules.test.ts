import {
  alertRules,
  dataSources,
  dashboardProvider,
  grafanaAlerts,
  prometheusRules,
  recordingRules,
} from '../../src/grafana/index.js';
import { mistakeIn } from '../support/query-grammars.js';

interface GrafanaRule {
  readonly uid: string;
  readonly condition: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: readonly {
    readonly refId: string;
    readonly datasourceUid: string;
    readonly model: { readonly expr?: string };
  }[];
}

test('the grammar reads every expression', () => {
  const rules = [...alertRules(), ...recordingRules()];
  expect(rules.flatMap(({ expr }) => mistakeIn('promql', expr) ?? [])).toEqual([]);
});

test('alerts have names of their own, say what to look at, and tell how bad it is', () => {
  const rules = alertRules();
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  for (const { summary, description, severity } of rules) {
    expect([summary, description]).toEqual([expect.stringMatching(/\{\{.*\}\}/), expect.stringMatching(/\{\{.*\}\}/)]);
    expect(['warning', 'critical']).toContain(severity);
  }
});

test('limits can be set', () => {
  const exprs = alertRules({ canceledRatio: 0.1, queueLimit: 10, queueFill: 0.5 }).map(({ expr }) => expr);
  expect(exprs.some((expr) => expr.endsWith('> 0.1'))).toBe(true);
  expect(exprs.some((expr) => expr.endsWith('> 5'))).toBe(true);
});

test('Prometheus gets the recording rules and the alerts', () => {
  expect(prometheusRules()).toMatchObject({
    groups: [
      { name: 'statescope-recording', rules: recordingRules() },
      { name: 'statescope-alerts', rules: alertRules().map(({ alert, expr }) => ({ alert, expr })) },
    ],
  });
});

test('Grafana gets the same alerts, each of which fires while its query has an answer', () => {
  const { groups } = grafanaAlerts({ folder: 'team', prometheusUid: 'prom' }) as unknown as {
    groups: readonly { folder: string; rules: readonly GrafanaRule[] }[];
  };
  const [{ folder, rules } = { folder: '', rules: [] }] = groups;
  expect([folder, rules.map(({ data }) => data[0]?.model.expr)]).toEqual([
    'team',
    alertRules().map(({ expr }) => expr),
  ]);
  for (const { uid, condition, annotations, data } of rules) {
    expect(uid).toMatch(/^[a-z]{1,40}$/);
    expect(data.map(({ refId, datasourceUid }) => [refId, datasourceUid])).toEqual([
      ['A', 'prom'],
      [condition, '__expr__'],
    ]);
    expect(JSON.stringify(annotations)).not.toMatch(/\$value\b/);
  }
});

describe('data sources', () => {
  interface Source {
    readonly name: string;
    readonly uid: string;
    readonly type: string;
    readonly url: string;
    readonly jsonData: Readonly<Record<string, unknown>>;
  }
  const sources = (options?: Parameters<typeof dataSources>[0]) =>
    (dataSources(options) as unknown as { datasources: readonly Source[] }).datasources;

  test('metrics and logs have the names that dashboards of the reference look for', () => {
    expect(sources().map(({ name, type }) => [name, type])).toEqual([
      ['Prometheus', 'prometheus'],
      ['Loki', 'loki'],
      ['Jaeger', 'jaeger'],
    ]);
  });

  test('each leads to those that are there, and to no other', () => {
    const text = JSON.stringify(sources());
    const uids = sources().map(({ uid }) => uid);
    const referred = [...text.matchAll(/"(?:datasourceUid|targetUID)":"([^"]+)"/g)].map(([, uid]) => uid);
    expect(new Set(referred)).toEqual(new Set(uids));
  });

  test('exemplars lead to traces, lines to traces and the debugger, spans to lines and metrics', () => {
    const [prometheus, loki, jaeger] = sources();
    expect(prometheus?.jsonData).toMatchObject({
      exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: 'traces' }],
    });
    expect(loki?.jsonData['derivedFields']).toMatchObject([
      { matcherType: 'label', matcherRegex: 'trace_id', datasourceUid: 'traces', url: '$${__value.raw}' },
      { matcherRegex: 'tx_id', url: 'mach:///$${__value.raw}' },
    ]);
    expect(jaeger?.jsonData).toMatchObject({
      tracesToLogsV2: {
        datasourceUid: 'loki',
        spanStartTimeShift: '-1s',
        spanEndTimeShift: '1s',
        tags: [{ key: 'service.name', value: 'service_name' }],
      },
      tracesToMetrics: { datasourceUid: 'prometheus' },
    });
  });

  test('addresses can be set, and what holds traces', () => {
    const options = {
      prometheusUrl: 'http://p',
      lokiUrl: 'http://l',
      tracesUrl: 'http://t',
      tracesType: 'tempo',
    } as const;
    expect(sources(options).map(({ type, url }) => [type, url])).toEqual([
      ['prometheus', 'http://p'],
      ['loki', 'http://l'],
      ['tempo', 'http://t'],
    ]);
  });

  test('the grammars read their queries once Grafana has filled them in', () => {
    const text = JSON.stringify(dataSources());
    const filled = (query: string) =>
      query
        .replaceAll('$$__tags', 'a="b"')
        .replaceAll('$${__tags}', 'a="b"')
        .replaceAll(/\$\$\{[^}]+\}/g, 'x');
    const queries = [...text.matchAll(/"(?:query|expr)":("(?:[^"\\]|\\.)*")/g)].map(([, query]) =>
      filled(JSON.parse(query ?? '""') as string),
    );
    expect(queries).toHaveLength(4);
    expect(queries.flatMap((query) => mistakeIn(query.startsWith('{') ? 'logql' : 'promql', query) ?? [])).toEqual([]);
  });
});

test('a folder of dashboards is named with the path Grafana finds it under', () => {
  expect(dashboardProvider('team', '/var/lib/dashboards')).toMatchObject({
    providers: [{ folder: 'team', type: 'file', options: { path: '/var/lib/dashboards' } }],
  });
});

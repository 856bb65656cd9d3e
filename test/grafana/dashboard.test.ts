import { Metered } from '../../decorators/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { classViews, dashboardUid, genDashboard, rowsOf } from '../../src/grafana/index.js';
import type { DashboardParams } from '../../src/grafana/index.js';
import { DASHBOARDS } from './layouts.js';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: Place;
  readonly collapsed?: boolean;
  readonly panels?: readonly Panel[];
  readonly repeat?: string;
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
  readonly links?: readonly { readonly url: string }[];
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query?: unknown;
  readonly current?: { readonly value: unknown };
}

const shown = (params: DashboardParams) =>
  genDashboard(params) as unknown as {
    readonly uid: string;
    readonly schemaVersion: number;
    readonly panels: readonly Panel[];
    readonly links: readonly { readonly url: string }[];
    readonly templating: { readonly list: readonly Variable[] };
    readonly annotations: { readonly list: readonly { readonly name: string }[] };
  };

const variables = (params: DashboardParams) => shown(params).templating.list.map(({ name }) => name);
const titles = (params: DashboardParams) => rowsOf(params).map(({ title }) => title);
const panelTitles = (params: DashboardParams) =>
  rowsOf(params).flatMap(({ panels }) => panels.map(({ title }) => title));

const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe.each(Object.keys(DASHBOARDS))('%s', (kind) => {
  const params = DASHBOARDS[kind] ?? { name: '' };
  const { panels } = shown(params);
  const all = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

  test('panels have ids and queries names of their own', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { targets = [] } of all) expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    expect(all.flatMap(({ targets = [] }) => targets).filter(({ refId }) => !/^[A-Z]$/.test(refId))).toEqual([]);
  });

  test('panels stand within 24 columns, none upon another', () => {
    expect(all.filter(({ gridPos: { x, w } }) => x < 0 || x + w > 24)).toEqual([]);
    const clashes = panels.flatMap((a, i) => panels.slice(i + 1).filter((b) => overlap(a.gridPos, b.gridPos)));
    expect(clashes).toEqual([]);
  });

  test('closed rows hold their panels, open ones stand before them', () => {
    const rows = panels.filter(({ type }) => type === 'row');
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.filter(({ collapsed, panels: held = [] }) => (collapsed === true) !== held.length > 0)).toEqual([]);
  });

  test('it is the same each time, byte for byte', () => {
    expect(JSON.stringify(genDashboard(params))).toBe(JSON.stringify(genDashboard(structuredClone(params))));
  });
});

describe('layouts', () => {
  test('overview has one row for each class, repeated in Grafana', () => {
    const { panels } = shown({ name: 'x' });
    expect(titles({ name: 'x' })).toEqual(['Overview', '$class', '$class: averages', 'Logs', 'Telemetry']);
    expect(panels.flatMap(({ repeat }) => repeat ?? [])).toEqual(['class', 'class']);
  });

  test('legacy has the panels of the seeds in their order and grouping', () => {
    const params = { name: 'x', layout: 'legacy', ids: ['a'] } as const;
    expect(titles(params)).toEqual(['Mach: a', 'Logs: a']);
    expect(panelTitles(params)).toEqual([
      'Transitions',
      'Mutations',
      'Details',
      'States & Relations',
      'Average Transition Time',
      'Errors',
      'Log view',
    ]);
    expect(rowsOf(params)[0]?.panels[1]?.queries.map(({ legend }) => legend)).toEqual([
      'Avg queue size',
      'Avg states added',
      'Avg states removed',
      'Avg states touched',
    ]);
  });

  test('legacy shows activations of the states that are asked for, of their machine alone', () => {
    const addedStates = [{ machineId: 'a:1', state: 'Ready' }];
    const [of, , other] = rowsOf({ name: 'x', layout: 'legacy', ids: ['a:1', 'b'], addedStates });
    expect(of?.panels[1]).toMatchObject({
      title: 'State Activations',
      queries: [{ expr: 'am_state_added_Ready_a_1{job="$source"}', legend: 'Ready' }],
    });
    expect(other?.panels.map(({ title }) => title)).not.toContain('State Activations');
  });

  test('both is overview, then legacy', () => {
    const params = { name: 'x', ids: ['a'] };
    expect(titles({ ...params, layout: 'both' })).toEqual([
      ...titles(params),
      ...titles({ ...params, layout: 'legacy' }),
    ]);
  });

  test('the same id twice has rows once', () => {
    expect(titles({ name: 'x', layout: 'legacy', ids: ['a', 'a'] })).toEqual(['Mach: a', 'Logs: a']);
  });
});

describe('variables', () => {
  test('choose data sources, the service, instances, classes, states and levels', () => {
    expect(variables({ name: 'x' })).toEqual([
      'DS_PROMETHEUS',
      'DS_LOKI',
      'DS_TRACES',
      'source',
      'instance',
      'class',
      'state',
      'level',
    ]);
  });

  test('machines only where metrics have their ids', () => {
    expect(variables({ name: 'x', byId: true })).toContain('machine');
  });

  test('what is known is chosen already', () => {
    const { list } = shown({ name: 'x', source: 'svc', byId: true, ids: ['a'] }).templating;
    const chosen = Object.fromEntries(list.map(({ name, current }) => [name, current?.value]));
    expect(chosen).toMatchObject({ source: 'svc', machine: ['a'], class: ['$__all'] });
  });

  test('a static dashboard has those of data sources alone', () => {
    expect(variables({ name: 'x', source: 'svc', isStatic: true })).toEqual(['DS_PROMETHEUS', 'DS_LOKI', 'DS_TRACES']);
  });
});

describe('classes that are known', () => {
  @Metered({ groups: ['transitions', 'states'], name: 'feeds', states: { skip: ['Hidden'] } })
  class Feed extends Machine.of(defineSchema({ Ready: {}, Hidden: {} })) {
    ReadyState(): void {}
  }
  class Unmarked extends Machine.of(defineSchema({ Start: {} })) {}
  const params = { name: 'x', classes: classViews([Feed]) };

  test('have rows of their own under the name their series have', () => {
    expect(titles(params)).toEqual(['Overview', 'feeds', 'feeds: averages', 'Logs', 'Telemetry']);
  });

  test('name their states in the queries', () => {
    const states = rowsOf(params).flatMap(({ panels }) => panels.filter(({ title }) => title === 'States'));
    expect(states.flatMap(({ queries }) => queries.map(({ expr }) => expr))).toEqual([
      'sum by (state) (asyncmachine_state_status{job="$source",instance=~"$instance",machine_class=~"feeds",state=~"Ready|Exception"})',
    ]);
  });

  test('have no panel of what they do not measure', () => {
    const [, row] = rowsOf(params);
    const shownTitles = row?.panels.map(({ title }) => title);
    expect(shownTitles).toContain('Duration of transitions');
    expect(shownTitles).not.toContain('Queue length');
    expect(shownTitles).not.toContain('Slowest handlers (p95)');
  });

  test('need no variable of states', () => {
    expect(variables(params)).not.toContain('state');
  });

  test('have panels of marked handlers alone where the class is not marked', () => {
    class Partly extends Machine.of(defineSchema({ Ready: {}, Start: {} })) {
      @Metered({ name: 'ready' })
      ReadyState(): void {}

      StartState(): void {}
    }
    const [only] = classViews([Partly]);
    expect(only?.handlers).toEqual(['ready']);
    expect(panelTitles({ name: 'x', classes: only === undefined ? [] : [only] })).toContain('Slowest handlers (p95)');
    expect(panelTitles({ name: 'x', classes: only === undefined ? [] : [only] })).not.toContain('States');
  });

  test('are those that are metered', () => {
    expect(classViews([Unmarked, Feed]).map(({ className }) => className)).toEqual(['feeds']);
  });
});

describe('what a dashboard leads to', () => {
  test('a panel leads to the lines of its machines over the range that is shown', () => {
    const link =
      shown({ name: 'x', source: 'svc' }).panels.find(({ links }) => links !== undefined)?.links?.[0]?.url ?? '';
    const panes = new URL(link.replaceAll(/\$\{([\w:]+)\}/g, '<$1>'), 'http://grafana').searchParams.get('panes');
    expect(JSON.parse(panes ?? '')).toEqual({
      logs: {
        datasource: '<DS_LOKI>',
        queries: [
          {
            refId: 'A',
            datasource: { type: 'loki', uid: '<DS_LOKI>' },
            expr: '{service_name="<source>"} | asyncmachine_class=~"<class:regex>" or asyncmachine_machine_class=~"<class:regex>"',
          },
        ],
        range: { from: '<__from>', to: '<__to>' },
      },
    });
  });

  test.each([
    [undefined, 'jaeger', { queryType: 'search', service: '<source>' }],
    ['tempo', 'tempo', { queryType: 'traceql', query: '{resource.service.name="<source>"}' }],
  ] as const)('the dashboard leads to the traces of its service, in %s', (tracesType, type, query) => {
    const { links, templating } = shown({ name: 'x', tracesType });
    const url = (links[0]?.url ?? '').replaceAll(/\$\{([\w:]+)\}/g, '<$1>');
    const panes = JSON.parse(new URL(url, 'http://grafana').searchParams.get('panes') ?? '') as {
      readonly logs: { readonly queries: readonly unknown[] };
    };
    expect(panes.logs.queries).toEqual([{ refId: 'A', datasource: { type, uid: '<DS_TRACES>' }, ...query }]);
    expect(templating.list.find(({ name }) => name === 'DS_TRACES')?.query).toBe(type);
  });

  test('errors, starts and ends of machines are annotations', () => {
    const { list } = shown({ name: 'x' }).annotations;
    expect(list.map(({ name }) => name)).toEqual(['Annotations & Alerts', 'Errors', 'Machines']);
  });
});

describe('the uid', () => {
  const params = { name: 'Board', source: 'svc', folder: 'team' };

  test('is one of folder, title and source, and nothing else', () => {
    const uid = dashboardUid(params);
    expect(uid).toMatch(/^am-[0-9a-f]{36}$/);
    expect(dashboardUid({ ...params, layout: 'both', ids: ['a'] })).toBe(uid);
    const others = [
      { ...params, name: 'b' },
      { ...params, source: 's' },
      { ...params, folder: 'f' },
    ];
    expect(new Set([uid, ...others.map(dashboardUid)]).size).toBe(4);
  });

  test('stands in the dashboard', () => {
    expect(shown(params)).toMatchObject({ uid: dashboardUid(params), schemaVersion: 42 });
  });
});

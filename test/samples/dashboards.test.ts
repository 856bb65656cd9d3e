import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { FileWorker, Indexer } from '../../samples/pipeline/machines.js';
import {
  classViews,
  DATA_SOURCE_UID,
  dataSources,
  DEFAULT_FOLDER,
  genDashboard,
  grafanaAlerts,
  prometheusRules,
} from '../../src/grafana/index.js';
import type { DashboardParams } from '../../src/grafana/index.js';
import { cli } from '../support/cli.js';

const assets = join(__dirname, '../../samples/assets');
const read = (name: string): string => readFileSync(join(assets, 'grafana', name), 'utf8');

const classes = classViews([FileWorker, Indexer]);
const pipeline = { source: 'pipeline', ids: [], folder: DEFAULT_FOLDER, addedStates: [], classes } as const;

test.each<[file: string, params: DashboardParams]>([
  ['overview.json', { ...pipeline, name: 'Pipeline' }],
  ['legacy.json', { ...pipeline, name: 'Pipeline, as the seeds', layout: 'legacy' }],
])('%s is what the generator makes of the machines of the sample', (file, params) => {
  expect(read(file)).toBe(`${JSON.stringify(genDashboard(params), undefined, 2)}\n`);
});

test.each<[file: string, data: unknown]>([
  ['rules.yaml', prometheusRules()],
  ['alerts.yaml', grafanaAlerts({ folder: DEFAULT_FOLDER, prometheusUid: DATA_SOURCE_UID.prometheus })],
  ['datasources.yaml', dataSources()],
])('%s is what the generator makes', (file, data) => {
  expect(parse(read(file))).toEqual(data);
});

test('they can be imported as they are: nothing has to be filled in, and no id of a Grafana is in them', () => {
  for (const file of ['overview.json', 'legacy.json']) {
    const board = JSON.parse(read(file)) as Readonly<Record<string, unknown>>;
    expect(board).toMatchObject({ uid: expect.stringMatching(/^am-/) as unknown, schemaVersion: 42 });
    expect(Object.keys(board)).not.toEqual(expect.arrayContaining(['__inputs', 'id', 'version']));
    const uids = [...read(file).matchAll(/"uid": "([^"]*)"/g)].map(([, uid]) => uid);
    expect(uids.filter((uid) => !/^(?:\$\{DS_\w+\}|am-\w+|-- Grafana --)$/.test(uid ?? ''))).toEqual([]);
  }
});

test('the script that made them names commands there are', async () => {
  const script = readFileSync(join(assets, 'dashboards.sh'), 'utf8');
  const { out } = await cli(['grafana', '--help']);
  const flags = [...script.matchAll(/(?<= )--[a-z]+/g)].map(([flag]) => flag);
  expect(flags.length).toBeGreaterThan(5);
  expect(flags.filter((flag) => !out.includes(`${flag} `))).toEqual([]);
});

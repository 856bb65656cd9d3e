import type { ClassView, DashboardParams } from '../../src/grafana/index.js';

const known: ClassView[] = [
  { className: 'Feed', states: ['Ready', 'Exception'], handlers: ['ReadyState', 'FeedEnter'] },
  { className: 'It.em', logName: 'item', states: ['Start'], handlers: [] },
];
const addedStates = [{ machineId: 'rs-root-0', state: 'Ready' }];
const ids = ['rs-root-0', 'Worker#1 "x"'];

/** Params of dashboards of every kind, by what they show. */
export const DASHBOARDS: Readonly<Record<string, DashboardParams>> = {
  overview: { name: 'Overview' },
  'overview of a source': { name: 'Overview', source: 'my-svc' },
  'overview of known classes': { name: 'Overview', classes: known },
  'overview by machine': { name: 'Overview', byId: true, ids },
  'overview by machine, ids in labels': { name: 'Overview', byId: true, idLabel: true },
  'overview of native histograms': { name: 'Overview', nativeHistograms: true },
  'static overview': { name: 'Overview', source: 'my "svc"', isStatic: true },
  'static overview by machine': { name: 'Overview', source: 'svc', isStatic: true, byId: true, ids },
  'legacy by class': { name: 'Legacy', layout: 'legacy' },
  'legacy of known classes': { name: 'Legacy', layout: 'legacy', classes: known },
  'legacy by machine': { name: 'Legacy', layout: 'legacy', ids, addedStates },
  'static legacy by machine': { name: 'Legacy', layout: 'legacy', ids, source: 'svc', isStatic: true, idLabel: true },
  both: { name: 'Both', layout: 'both', ids, source: 'svc' },
  'both, static': { name: 'Both', layout: 'both', source: 'svc', isStatic: true },
};

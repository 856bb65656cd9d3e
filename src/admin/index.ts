export type { Instrumentation } from './instrumentation.js';
export type { MachineDetail, MachineEntry, StateEntry } from './machine-entry.js';
export { MachineList } from './machine-list.js';
export type { MachinePage, MachineQuery } from './machine-list.js';
export { MachineTracker } from './machine-tracker.js';
export type { AdminTarget } from './routes.js';
export { serveAdmin } from './server.js';
export type { AdminServer, ServeAdminOptions } from './server.js';

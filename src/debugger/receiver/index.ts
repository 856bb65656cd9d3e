export { DebugServer, listenForMachines } from './debug-server.js';
export type { DebugServerOptions, DebugServerStats } from './debug-server.js';
export type { EventQueueOptions, WhenFull } from './event-queue.js';

import { Machine, defineSchema } from 'statescope';
import { DbgExporter, type DbgExporterOptions } from '../../../src/exporters/dbg/index.js';
import { scriptedPeer, type PeerBehaviour, type Told } from './scripted-peer.js';

/** A machine with little to tell. */
export class Door extends Machine.of(defineSchema({ Open: { remove: ['Shut'] }, Shut: { remove: ['Open'] } })) {}

/** Runs a door with an exporter whose connections behave as the list says; the last of them goes on for ever. */
export async function toldRun(behaviours: readonly PeerBehaviour[], options: DbgExporterOptions = {}, toggles = 4) {
  const told: Told = { schemas: [], transitions: [], mostAtOnce: { calls: 0 } };
  const errors: unknown[] = [];
  let connections = 0;
  const exporter = new DbgExporter({
    level: 'nothing',
    stacks: false,
    flushMs: 2000,
    onError: (error) => void errors.push(error),
    open: () => Promise.resolve(scriptedPeer(told, behaviours[Math.min(connections++, behaviours.length - 1)])),
    // Pauses are what they are for, but not here.
    timers: {
      setTimeout: (call) => setImmediate(call),
      clearTimeout: (id) => {
        clearImmediate(id as NodeJS.Immediate);
      },
    },
    ...options,
  });
  const door = new Door({ id: 'door', tracers: [exporter] });
  const results: number[] = [];
  for (let i = 0; i < toggles; i++) results.push(door.add(i % 2 === 0 ? 'Open' : 'Shut'));
  await exporter.flush();
  const stats = exporter.stats()[0];
  const time = door.time();
  await exporter.shutdown();
  return { told, errors, stats, results, time, connections: () => connections };
}

// Messages for a debugger, sent to another process over TCP until it has confirmed all of them; time and processor of the sender.
import { once } from 'node:events';
import { connect } from 'node:net';
import { DbgExporter } from 'statescope/exporters/dbg';
import { startProgram } from '../lib/program.mjs';
import { expect, ringSchema, stateNames } from '../lib/workload.mjs';
import { classOf } from './ours.mjs';

const END = Buffer.from([0xff, 0xff]);
const BURST = 4000;

const message = (i) => ({
  MachineID: 'm1',
  ID: 'abcdef0123456789',
  Clocks: [i, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  QueueTick: i,
  Type: 0,
  CalledStatesIdxs: [3],
  Steps: [
    { Type: 2, IsFinal: true, ToStateIdx: 3 },
    { Type: 2, IsFinal: true, FromStateIdx: 4 },
  ],
  LogEntries: null,
  Queue: 0,
  IsAuto: false,
  Accepted: true,
});

export const jobs = {
  /** One JSON message for each write. */
  async json() {
    const socket = connect({ port: await startProgram('stream-sink.mjs', 'bytes'), host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return {
      async: true,
      unit: 1000,
      async run(count) {
        for (let i = 0; i < count; i++) {
          if (!socket.write(`${JSON.stringify(message(i))}\n`)) await once(socket, 'drain');
        }
        const confirmed = once(socket, 'data');
        socket.write(END);
        await confirmed;
      },
    };
  },

  /** The messages of a machine of ten states, transitions included: two for each. */
  async ours() {
    const port = await startProgram('stream-sink.mjs', 'calls');
    const exporter = new DbgExporter({ addresses: [`127.0.0.1:${port}`], level: 'nothing', stacks: false });
    const names = stateNames(10);
    const machine = new (classOf(ringSchema(10), names, 0))({ id: 'm1', tracers: [exporter] });
    machine.add(names[0]);
    let at = 0;
    return {
      async: true,
      unit: BURST,
      async run(count) {
        for (let done = 0; done < count; done += BURST) {
          for (let i = 0; i < BURST / 2; i++) machine.add(names[(at = (at + 1) % 10)]);
          // As a program that goes on to its next event: the exporter sends between two of them.
          await new Promise(setImmediate);
          if (exporter.stats()[0].waiting > BURST * 4) await exporter.flush();
        }
        await exporter.flush();
      },
      check() {
        const [{ received, exported, dropped }] = exporter.stats();
        expect(received === exported, `${received} messages, ${exported} delivered, ${JSON.stringify(dropped)}`);
      },
    };
  },
};

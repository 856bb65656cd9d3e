import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Machine, defineSchema } from 'statescope';
import { createTraceProvider } from '../../src/exporters/otel-export/index.js';
import { OtelTraces, SdkSink } from '../../src/exporters/otel-traces/index.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const MIB = 2 ** 20;
const LIMIT_MIB = 5;
const COUNT = 1_000_000;
/** Transitions between turns of the event loop. */
const ROUND = 1000;

const schema = defineSchema({ A: { remove: ['B'] }, B: { remove: ['A'] } });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function usedMiB(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    collect();
    await turn();
  }
  return process.memoryUsage().heapUsed / MIB;
}

/** The address of somebody who has just gone. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${String(port)}/v1/traces`;
}

test.each(['tree', 'tx', 'cause'] as const)(
  'a collector that is gone leaves the heap as it is over a million transitions, and every span is counted: %s',
  async (scope) => {
    const url = await deadAddress();
    const targets = [{ kind: 'otlp', url, protocol: 'http/protobuf' }] as const;
    const provider = await createTraceProvider({ targets, maxWaiting: 2048, limitMs: 100 });
    const tracer = new OtelTraces({ sink: new SdkSink({ tracer: provider.tracer, activeContext: false }), scope });
    const ring = new (Machine.of(schema))({ id: 'ring', tracers: [tracer] });
    let executed = 0;
    const work = async (transitions: number): Promise<void> => {
      for (let done = 0; done < transitions; done += ROUND) {
        for (let n = 0; n < ROUND; n++) if (ring.add(n % 2 === 0 ? 'A' : 'B') === 0) executed += 1;
        await turn();
      }
    };
    await work(COUNT / 5);
    const early = await usedMiB();
    await work((COUNT / 5) * 4);
    const grown = (await usedMiB()) - early;
    await tracer.shutdown();
    await provider.shutdown();
    const { received, exported, dropped, failed, waiting } = provider.stats();
    expect([executed, exported, waiting]).toEqual([COUNT, 0, 0]);
    // A span for each transition, one for the state it activates, and one that announces it.
    expect(received).toBeGreaterThan(COUNT * 3);
    expect(dropped + failed).toBe(received);
    expect(grown).toBeLessThan(LIMIT_MIB);
  },
);

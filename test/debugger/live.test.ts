import { Machine, defineSchema, type MachineOptions } from 'statescope';
import {
  FlightRecorder,
  listenForMachines,
  openRecording,
  replay,
  type DebuggerEvent,
  type DebugServer,
} from 'statescope/debugger';
import { DbgExporter } from '../../src/exporters/dbg/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { temporaryFiles } from '../support/temporary-files.js';

const { path } = temporaryFiles();

const schema = defineSchema({
  Start: {},
  Working: { require: ['Start'], remove: ['Done'] },
  Done: { auto: true, require: ['Start'], remove: ['Working'] },
  Retry: { multi: true, require: ['Start'] },
  Heavy: { require: ['Working'] },
  Exception: { multi: true, remove: ['Heavy'] },
});

/** Vetoes, makes mutations of its own, fails now and then, and does it all the same way each time. */
class Worker extends Machine.of(schema) {
  runs = 0;

  constructor(options?: MachineOptions) {
    super({ steps: true, ...options });
  }
  WorkingEnter(): boolean {
    return this.runs < 20;
  }
  WorkingState(): void {
    this.runs += 1;
    if (this.runs % 3 === 0) this.add('Heavy');
    if (this.runs % 5 === 0) this.add('Retry');
  }
  HeavyState(): void {
    if (this.runs % 2 === 0) throw new Error(`too heavy, ${String(this.runs)}`);
    this.remove('Heavy');
  }
  RetryState(): void {
    this.canAdd('Heavy');
    this.remove(['Retry']);
  }
}

function work(worker: Worker): void {
  worker.add('Start');
  for (let i = 0; i < 30; i++) {
    worker.add('Working');
    if (i % 7 === 0) worker.toggle('Retry');
    if (i % 11 === 0) worker.addErr(new Error('from outside'));
    worker.remove(['Working', 'Exception']);
  }
  worker.set(['Start', 'Working']);
}

let server: DebugServer;

beforeEach(async () => {
  server = await listenForMachines({ port: 0, webSocketPort: false });
});

afterEach(() => server.close());

const exporter = () =>
  new DbgExporter({ addresses: [`127.0.0.1:${String(server.port)}`], checks: true, stacks: false });

/** What machines tell from now on until they are gone, in a file. */
async function recorded(file: string, run: (dbg: DbgExporter) => Promise<void>): Promise<string> {
  const recorder = await FlightRecorder.open(path(file));
  const events = server.events();
  const dbg = exporter();
  const written = (async () => {
    for await (const event of events) await recorder.write(event);
  })();
  await run(dbg);
  await dbg.shutdown();
  await server.close();
  await written;
  await recorder.close();
  return path(file);
}

test('a machine of this package is recorded live, and its class comes to the same clocks again', async () => {
  const seen = new RecordingTracer();
  const worker = new Worker({ id: 'worker', tracers: [seen] });
  const file = await recorded('live.jsonl', (dbg) => {
    worker.bindTracer(dbg);
    work(worker);
    return dbg.flush();
  });
  const recording = await openRecording(file);
  const ends = seen
    .of('transitionEnd')
    .flatMap(({ transition }) => (transition?.mutation.check === true ? [] : [transition]));
  const again = new Worker({ id: 'worker' });
  const result = replay(recording, again);
  expect(result.divergences).toEqual([]);
  expect(result.transitions).toBe(ends.length);
  expect(again.time()).toEqual(worker.time());
  expect([again.runs, worker.runs]).toEqual([20, 20]);
  await recording.close();
});

test('events say what the machine did: names, clocks, steps, lines, the end of its connection', async () => {
  const worker = new Worker({ id: 'worker', tags: ['a', 'b:1'] });
  const events = server.events();
  const dbg = exporter();
  worker.bindTracer(dbg);
  worker.add('Start');
  await dbg.flush();
  await worker.dispose();
  await dbg.shutdown();
  const found: DebuggerEvent[] = [];
  for await (const event of events) {
    found.push(event);
    if (event.kind === 'disconnected') break;
  }
  expect(found[0]).toMatchObject({ kind: 'machine', machine: 'worker', tags: ['a', 'b:1'] });
  const add = found.find((event) => event.kind === 'transition' && !event.queued);
  expect(add).toMatchObject({ called: ['Start'], type: 'add', accepted: true, auto: false });
  expect(
    add?.kind === 'transition' && add.steps.length > 0 && add.lines.some(({ text }) => text === '[state] +Start'),
  ).toBe(true);
  expect(server.stats).toMatchObject({ refused: 0, machines: 0 });
});

test('ten machines at once are kept apart', async () => {
  const workers = Array.from({ length: 10 }, (_, i) => new Worker({ id: `worker-${String(i)}` }));
  const file = await recorded('ten.jsonl', async (dbg) => {
    for (const worker of workers) worker.bindTracer(dbg);
    await Promise.all(workers.map((worker) => Promise.resolve().then(() => work(worker))));
    await dbg.flush();
  });
  const recording = await openRecording(file);
  for (const worker of workers) {
    const again = new Worker({ id: worker.id });
    expect(replay(recording, again).divergences).toEqual([]);
    expect(again.time()).toEqual(worker.time());
  }
  await recording.close();
});

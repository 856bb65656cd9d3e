import type { Tracer } from '../../tracer/index.js';
import type { CallbackName } from '../records.js';
import { RecordingTracer } from '../recording-tracer.js';
import { CALLBACKS } from './callbacks.js';
import { live } from './subject.js';
import { none, same } from './verdict.js';
import { calling, watchedTracer } from './watched-tracer.js';

/** Makes a new tracer for a check. */
export type CreateTracer = () => Tracer | Promise<Tracer>;

interface Seen {
  readonly callback: CallbackName;
  readonly given: readonly unknown[];
}

/** Whatever a machine does, no callback throws. */
export async function throwsNothing(create: CreateTracer): Promise<void> {
  const thrown: string[] = [];
  const tracer = await create();
  await live([watchedTracer(tracer, thrown)]);
  await tracer.shutdown?.();
  none('it throws', thrown);
}

/** Callbacks alone, all backwards, and each twice: nothing that came before may be taken for granted. */
export async function standsAnyOrder(create: CreateTracer): Promise<void> {
  const seen = await everythingSeen();
  const alone = CALLBACKS.flatMap((callback) => seen.filter((each) => each.callback === callback).slice(0, 1));
  const orders = [...alone.map((each) => [each]), [...seen].reverse(), seen.flatMap((each) => [each, each])];
  const thrown: string[] = [];
  for (const order of orders) {
    const tracer = await create();
    for (const { callback, given } of order) {
      try {
        calling(tracer, callback, given, thrown);
      } catch {
        // Kept in `thrown`.
      }
    }
    await tracer.shutdown?.();
  }
  none('it throws', [...new Set(thrown)]);
}

/** Results, states, clocks and errors of a machine are the same with it. */
export async function changesNothing(create: CreateTracer): Promise<void> {
  const tracer = await create();
  const [without, beside] = [await live([]), await live([tracer])];
  await tracer.shutdown?.();
  same('the machine behaves otherwise', beside, without);
}

/** Callbacks of another tracer come as they do without it. */
export async function disturbsNobody(create: CreateTracer): Promise<void> {
  // Lines are written for the loudest tracer, so they do differ.
  const shapeOf = ({ records }: RecordingTracer) =>
    records
      .filter(({ callback }) => callback !== 'log')
      .map(({ callback, machineId, handler, reason }) => `${callback} ${machineId} ${handler?.name ?? reason ?? ''}`);
  const witness = () => new RecordingTracer({ id: 'witness', logLevel: 2 });
  const [alone, beside] = [witness(), witness()];
  await live([alone]);
  const tracer = await create();
  await live([tracer, beside]);
  await tracer.shutdown?.();
  same('another tracer sees something else', shapeOf(beside), shapeOf(alone));
}

/** `runInHandler`, where there is one, runs the handler exactly once and returns what it returned. */
export async function runsHandlers(create: CreateTracer): Promise<void> {
  const tracer = await create();
  const problems = new Set<string>();
  const observing = watchedTracer(tracer, []);
  const wrap = observing.runInHandler?.bind(observing);
  if (wrap === undefined) return;
  const runInHandler: NonNullable<Tracer['runInHandler']> = (call, run) => {
    const results: ReturnType<typeof run>[] = [];
    const outer = wrap(call, () => {
      const result = run();
      results.push(result);
      return result;
    });
    if (results.length !== 1) problems.add(`${call.name} runs ${results.length} times`);
    else if (!Object.is(outer, results[0])) problems.add(`the result of ${call.name} is replaced`);
    return outer;
  };
  await live([{ ...observing, runInHandler }]);
  await tracer.shutdown?.();
  none('it does not run handlers as they are', [...problems]);
}

async function everythingSeen(): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const all = new RecordingTracer();
  const watched = watchedTracer(all, [], (callback, given) => {
    seen.push({ callback, given });
    return given;
  });
  await live([watched]);
  return seen;
}

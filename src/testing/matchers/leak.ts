import { survivors } from '../garbage.js';
import { isRecording } from '../record.js';
import type { RecordingTracer } from '../recording-tracer.js';
import type { TracerRecord } from '../records.js';
import { bulletsOf } from './matcher.js';
import type { MatcherResult } from './matcher.js';
import { kindOf } from './observed.js';

/**
 * Passes, so use it negated, when something stays behind.
 * Of a function: one of the objects that it returns (a machine, or a list) is still reachable after it, and nobody but a leak can
 * reach it any more. Of a `RecordingTracer`: a machine was not disposed of, a handler's promise has not settled.
 */
export async function toLeak(received: unknown): Promise<MatcherResult> {
  const leaks = isRecording(received) ? openIn(received) : await aliveAfter(received);
  return {
    pass: leaks.length > 0,
    message: () =>
      leaks.length > 0 ? `expected nothing to be left; there is\n${bulletsOf(leaks)}` : 'expected a leak',
  };
}

async function aliveAfter(received: unknown): Promise<readonly string[]> {
  if (typeof received !== 'function') {
    throw new Error(
      `toLeak is of a function that returns what must not stay, or of a RecordingTracer, not of ${kindOf(received)}`,
    );
  }
  const references = await referencesOf(received as () => unknown);
  return (await survivors(references)).map(kindOf);
}

/** In a function of its own, so that no variable of the matcher keeps what it is looking for. */
async function referencesOf(make: () => unknown): Promise<readonly WeakRef<object>[]> {
  const made = await make();
  const objects = (Array.isArray(made) ? (made as readonly unknown[]) : [made]).filter(
    (each): each is object => typeof each === 'object' && each !== null,
  );
  if (objects.length === 0) throw new Error('toLeak watches what the function returns, and it returned no object');
  return objects.map((object) => new WeakRef(object));
}

function openIn({ records }: RecordingTracer): readonly string[] {
  // Several machines may have one id.
  const machines = new Map<string, { readonly className: string; count: number }>();
  const pending = new Map<string, number>();
  for (const record of records) {
    const key = record.machineId;
    const known = machines.get(key) ?? { className: record.className, count: 0 };
    if (record.callback === 'machineInit') known.count += 1;
    if (record.callback === 'machineDispose' || record.callback === 'machineDetach') known.count -= 1;
    machines.set(key, known);
    countPending(record, pending);
  }
  const promises = [...pending]
    .filter(([, count]) => count > 0)
    .map(([name]) => `the promise of ${name} has not settled`);
  const open = [...machines]
    .filter(([, { count }]) => count > 0)
    .map(([id, { className }]) => `${className} "${id}" is not disposed of`);
  return [...open, ...promises];
}

function countPending({ callback, handler, machineId }: TracerRecord, pending: Map<string, number>): void {
  if (handler === undefined) return;
  const name = `${handler.name} of ${handler.className} "${machineId}"`;
  const change = callback === 'handlerEnd' && handler.pending ? 1 : callback === 'handlerSettled' ? -1 : 0;
  if (change !== 0) pending.set(name, (pending.get(name) ?? 0) + change);
}

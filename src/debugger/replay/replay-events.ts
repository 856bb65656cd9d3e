import { setTimeout as pause } from 'node:timers/promises';
import type { DebuggerEvent } from '../model/index.js';
import type { ReadOptions, Recording } from '../recording/index.js';

/** Settings of {@link replayEvents}. */
export interface ReplayEventsOptions extends ReadOptions {
  /** How many times as fast as it happened; Infinity for as fast as it can be read. @default Infinity */
  readonly speed?: number | undefined;
  /** Longest pause between two events, in milliseconds. @default Infinity */
  readonly maxPauseMs?: number | undefined;
  /** Events of this machine only, and of its connections. */
  readonly machine?: string | undefined;
  /** Ends the replay between two events. */
  readonly signal?: AbortSignal | undefined;
  /** Waits; a test hands in its own. */
  readonly wait?: ((ms: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
}

const wait = (ms: number, signal?: AbortSignal): Promise<unknown> =>
  pause(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);

/** The events of a recording again, one after the other, with the pauses they had. */
export async function* replayEvents(
  recording: Recording,
  options: ReplayEventsOptions = {},
): AsyncGenerator<DebuggerEvent> {
  const { speed = Infinity, maxPauseMs = Infinity, machine, signal } = options;
  const connections =
    machine === undefined
      ? undefined
      : new Set(recording.index.historiesOf(machine).map(({ connection }) => connection));
  let last: number | undefined;
  for await (const event of recording.events(options)) {
    if (signal?.aborted === true) return;
    if (connections !== undefined && !isOf(event, machine, connections)) continue;
    const ms = Math.min(maxPauseMs, (event.at - (last ?? event.at)) / speed);
    if (ms > 0) await (options.wait ?? wait)(ms, signal);
    last = Math.max(last ?? event.at, event.at);
    yield event;
  }
}

function isOf(event: DebuggerEvent, machine: string | undefined, connections: ReadonlySet<string>): boolean {
  return event.kind === 'disconnected' ? connections.has(event.connection) : event.machine === machine;
}

import { isDeepStrictEqual } from 'node:util';
import type { DbgCase, DbgEvent } from './dbg-case.js';

type Entry = { readonly Level: number; readonly Text: string };
type Message = Readonly<Record<string, unknown>>;

const STACK = '<stack>';
const TIME = '<time>';
const ID_LENGTH = 16;
const BOUND = '[tracers] bind ';
const ROLLED_BACK = '[recover] partial final states';
const RECOVERS = '[recover]';
const EXCEPTION_QUEUED = '[prepend:add] Exception';

/** The first difference of two lists. */
export function eventDifference(
  where: string,
  expected: readonly unknown[],
  got: readonly unknown[],
): string | undefined {
  for (let i = 0; i < Math.max(expected.length, got.length); i++) {
    if (isDeepStrictEqual(expected[i], got[i])) continue;
    return `${where} ${String(i)}: expected ${JSON.stringify(expected[i])}, got ${JSON.stringify(got[i])}`;
  }
  return undefined;
}

/** Stacks, times and ids as the vectors show them. */
export function maskedEvents(events: readonly DbgEvent[]): readonly DbgEvent[] {
  const ids = new Map<string, string>();
  const masked = events.map((event) => ({ ...event, msg: maskedMessage(event.msg, ids) }));
  return masked.map((event) => ({ ...event, msg: withSources(event.msg, ids) }));
}

/**
 * What a script has to lead to: without lines from before an exporter was bound, and with the lines of a recovery where they
 * belong. The reference counts those as made before the transition.
 */
export function expectedEvents({ connections }: DbgCase): readonly DbgEvent[] {
  return connections.flatMap(({ events }) =>
    events.map((event) => ({ ...event, msg: recovered(withoutEarlier(event.msg)) })),
  );
}

/** After a rollback the reference shows clocks from before it. */
export function withoutRollbacks(events: readonly DbgEvent[]): readonly DbgEvent[] {
  return events.map((event) => {
    const lines = (event.msg['LogEntries'] ?? []) as readonly Entry[];
    const isRolledBack = lines.some(({ Text }) => Text.startsWith(ROLLED_BACK));
    return isRolledBack ? { ...event, msg: { ...event.msg, Clocks: ROLLED_BACK } } : event;
  });
}

function maskedMessage(msg: Message, ids: Map<string, string>): Message {
  // Wrapped by a debugger that passes it on.
  if (typeof msg['MsgTx'] === 'object') {
    return { ...msg, MsgTx: maskedMessage(msg['MsgTx'] as Message, ids) };
  }
  if (typeof msg['Clocks'] !== 'object') return msg;
  return {
    ...msg,
    ...(typeof msg['ID'] === 'string' && { ID: maskedId(msg['ID'], ids) }),
    ...(msg['StackTrace'] !== undefined && { StackTrace: STACK }),
    ...(msg['Time'] !== undefined && { Time: TIME }),
    ...linesOf(msg, (text) => (text.startsWith('[error') ? text.replace(/\n.*/s, `\n${STACK}`) : text)),
  };
}

function maskedId(id: string, ids: Map<string, string>): string {
  const [base = '', count] = id.split('-');
  if (base === '' || base.length !== ID_LENGTH) return id;
  const known = ids.get(base) ?? (ids.size + 1).toString(16).padStart(ID_LENGTH, '0');
  ids.set(base, known);
  return count === undefined ? known : `${known}-${count}`;
}

/** Lines that name the transition which caused another one. */
function withSources(msg: Message, ids: ReadonlyMap<string, string>): Message {
  const line = /^(\[source\] .*\/)([0-9a-f]{16})(\/\d+)$/;
  return {
    ...msg,
    ...linesOf(msg, (text) => text.replace(line, (_, a, id: string, b) => `${a}${ids.get(id) ?? id}${b}`)),
  };
}

function linesOf(msg: Message, change: (text: string) => string): Message {
  return Object.fromEntries(
    ['LogEntries', 'PreLogEntries'].flatMap((key) => {
      const lines = msg[key] as readonly Entry[] | undefined;
      return lines === undefined ? [] : [[key, lines.map((line) => ({ ...line, Text: change(line.Text) }))]];
    }),
  );
}

function withoutEarlier(msg: Message): Message {
  const lines = (msg['PreLogEntries'] ?? []) as readonly Entry[];
  const bound = lines.findIndex(({ Text }) => Text.startsWith(BOUND));
  return bound <= 0 ? msg : { ...msg, PreLogEntries: lines.slice(bound) };
}

function recovered(msg: Message): Message {
  const lines = (msg['LogEntries'] ?? []) as readonly Entry[];
  const earlier = (msg['PreLogEntries'] ?? []) as readonly Entry[];
  const from = earlier.findIndex(({ Text }) => Text === EXCEPTION_QUEUED);
  if (from === -1 || !lines.some(({ Text }) => Text.startsWith(RECOVERS))) return msg;
  const { PreLogEntries: _, ...rest } = msg;
  const before = earlier.slice(0, from);
  return {
    ...rest,
    ...(before.length > 0 && { PreLogEntries: before }),
    LogEntries: [...lines, ...earlier.slice(from)],
  };
}

import type { DebuggerEvent, MachineEvent, RecordedLine, RecordedStep, Tick, TransitionEvent } from './event.js';

/**
 * The line of a recording that holds an event: JSON, without what is not set. What a recording is searched by comes first and in
 * this order, so that it can be found without parsing the line: see `LinePrefix`.
 */
export function lineOfEvent(event: DebuggerEvent): string {
  switch (event.kind) {
    case 'transition':
      return transitionLine(event);
    case 'machine':
      return machineLine(event);
    case 'disconnected':
      return JSON.stringify({ kind: event.kind, at: event.at, connection: event.connection });
  }
}

/** Put together by hand: most of a recording is such lines, and of their fields few are set. */
function transitionLine(event: TransitionEvent): string {
  const { called, clocks, steps, linesBefore, lines, args, stack } = event;
  let line =
    `{"kind":"transition","at":${String(event.at)},"connection":${quoted(event.connection)}` +
    `,"machine":${quoted(event.machine)},"id":${quoted(event.id)}` +
    `,"tick":${tickText(event.tick)},"queueTick":${tickText(event.queueTick)},"type":"${event.type}"`;
  if (!event.accepted) line += ',"canceled":true';
  if (event.queued) line += ',"queued":true';
  if (event.check) line += ',"check":true';
  if (event.auto) line += ',"auto":true';
  line += `,"called":${listText(called, quoted)},"clocks":[${clocksText(clocks)}]`;
  if (event.queueLength !== 0) line += `,"queueLength":${String(event.queueLength)}`;
  if (event.token !== 0) line += `,"token":${tickText(event.token)}`;
  if (event.runsAt !== 0) line += `,"runsAt":${tickText(event.runsAt)}`;
  if (steps.length > 0) line += `,"steps":${listText(steps, stepText)}`;
  if (linesBefore.length > 0) line += `,"linesBefore":${listText(linesBefore, lineText)}`;
  if (lines.length > 0) line += `,"lines":${listText(lines, lineText)}`;
  if (args !== undefined) line += `,"args":${JSON.stringify(args)}`;
  if (stack !== undefined) line += `,"stack":${JSON.stringify(stack)}`;
  return `${line}}`;
}

function machineLine({ kind, at, connection, machine, states, groups, parent, tags }: MachineEvent): string {
  return JSON.stringify({
    kind,
    at,
    connection,
    machine,
    states,
    groups,
    parent,
    ...(tags.length > 0 && { tags }),
  });
}

/** Printable ASCII without what JSON escapes. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** Most texts need no escapes. */
const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** What JSON has no number for stands as text. */
const tickText = (tick: Tick): string => (typeof tick === 'number' ? String(tick) : `"${String(tick)}"`);

const clocksText = (clocks: readonly Tick[]): string =>
  clocks.some((tick) => typeof tick !== 'number') ? clocks.map(tickText).join(',') : clocks.join(',');

function listText<T>(list: readonly T[], textOf: (one: T) => string): string {
  let text = '[';
  for (let i = 0; i < list.length; i++) text += i === 0 ? textOf(list[i] as T) : `,${textOf(list[i] as T)}`;
  return `${text}]`;
}

const lineText = ({ level, text }: RecordedLine): string => `{"level":${String(level)},"text":${quoted(text)}}`;

function stepText({ type, relation, from, to, isFinal, isSelf, isEnter }: RecordedStep): string {
  let text = `{"type":${String(type)}`;
  if (relation !== undefined) text += `,"relation":"${relation}"`;
  if (from !== undefined) text += `,"from":${quoted(from)}`;
  if (to !== undefined) text += `,"to":${quoted(to)}`;
  if (isFinal === true) text += ',"isFinal":true';
  if (isSelf === true) text += ',"isSelf":true';
  if (isEnter === true) text += ',"isEnter":true';
  return `${text}}`;
}

import { LOG_LEVELS } from '../../tracer/index.js';
import type { LogLevel, LogLevelName, LogLine, MachineView, Selection } from '../../tracer/index.js';
import { Redaction, isNoise, noiseOf } from '../shared/index.js';
import type { Noise } from '../shared/index.js';
import { ChangeLines } from './change-lines.js';
import type { LineFacts } from './change-lines.js';
import { tagOf, withoutStack } from './line-text.js';
import type { LogSubject } from './log-attributes.js';

/** What is known of one machine while it is logged. */
export interface MachineLogs extends LogSubject {
  readonly selection: Selection;
  readonly level: LogLevel;
  /** It is logged as a whole, its errors among the rest: level `nothing` leaves handlers with a mark of their own. */
  readonly isWhole: boolean;
  /** Kinds of transitions that are left out; undefined for none. */
  readonly noise: Noise | undefined;
  /** Which states are worth a line; undefined for all. */
  readonly shows: ((state: string) => boolean) | undefined;
  /** Transition whose error has a record already. */
  reported: string | undefined;
  /** Of its schema, which may be replaced. */
  changes: ChangeLines;
}

const SILENCE_NOTHING: Noise = { skipAuto: false, skipHealth: false, skipChecks: false };

/** @param level for a class whose mark names none */
export function machineLogs(machine: MachineView, selection: Selection, level: LogLevel): MachineLogs {
  const { options, states } = selection;
  const noise = noiseOf(options, {}, SILENCE_NOTHING);
  const own = levelOf(options) ?? level;
  return {
    selection,
    level: own,
    isWhole: selection.wholeMachine && own > LOG_LEVELS.nothing,
    noise: noise.skipAuto || noise.skipHealth || noise.skipChecks ? noise : undefined,
    shows: states?.of(machine.id),
    id: machine.id,
    className: typeof options['name'] === 'string' ? options['name'] : machine.className,
    changes: ChangeLines.of(machine),
    redaction: Redaction.of(selection),
    reported: undefined,
  };
}

/** Of a machine that is logged as a whole, errors always are; other lines as far as the level goes and neither handler, kind of transition nor states are left out. */
export function isWanted({ selection, level, noise, shows }: MachineLogs, line: LogLine): boolean {
  const { transition, handler } = line;
  if (line.isError) return true;
  if (line.level > level || (handler !== undefined && selection.handler(handler.name) === false)) return false;
  if (transition === undefined) return true;
  // To ask for the mutation makes it.
  if (noise !== undefined && isNoise(noise, transition.mutation)) return false;
  if (shows === undefined) return true;
  const states = [...transition.mutation.called, ...transition.added, ...transition.removed];
  return states.length === 0 || states.some(shows);
}

/** What the engine's own line of changes says, where that is known. Lines of other levels are the program's, whatever they look like. */
export function knownChange(
  { changes }: MachineLogs,
  { transition, level, isError, text }: LogLine,
): LineFacts | undefined {
  const isOurs = transition !== undefined && level === LOG_LEVELS.changes && !isError;
  return isOurs ? changes.facts(text, transition) : undefined;
}

/** Whether neither a handler nor arguments belong to a line, and it may be shown as it is. */
export function saysNoMore({ redaction }: MachineLogs, { text, transition, handler }: LogLine): boolean {
  return handler === undefined && !redaction.allowsArgs && redaction.line(text, transition) === text;
}

/** The text of a line as it may be shown; the stack of an error has an attribute of its own, unless it is kept. */
export function bodyOf(
  redaction: Redaction,
  { text, isError, error, transition }: LogLine,
  keepsStack: boolean | undefined,
): string {
  if (!isError) return redaction.line(text, transition);
  const shown = keepsStack === true ? text : withoutStack(text, error);
  return redaction.errorLine(shown, tagOf(text) ?? 'error', error, transition);
}

function levelOf({ level }: Readonly<Record<string, unknown>>): LogLevel | undefined {
  return typeof level === 'string' && Object.hasOwn(LOG_LEVELS, level) ? LOG_LEVELS[level as LogLevelName] : undefined;
}

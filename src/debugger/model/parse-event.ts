import type {
  DebuggerEvent,
  MachineEvent,
  RecordedGroup,
  RecordedLine,
  RecordedMutation,
  RecordedState,
  RecordedStep,
  Tick,
  TransitionEvent,
} from './event.js';
import { tickOf } from './ticks.js';

type Json = Readonly<Record<string, unknown>>;

const MUTATIONS: ReadonlySet<unknown> = new Set<RecordedMutation>(['add', 'remove', 'set', 'eval']);
const DIGITS = /^\d{1,20}$/;
const NONE: readonly never[] = [];
/** Left by editors and shells at the beginning of files. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Reads a line of a recording. Fields that it does not know are passed over; an event of another kind, of a version to come, is
 * undefined.
 * @throws Error whose message says what is wrong with the line
 */
export function parseEvent(line: string): DebuggerEvent | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line.startsWith(BYTE_ORDER_MARK) ? line.slice(1) : line);
  } catch (error) {
    throw new Error(`is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (!isObject(json) || typeof json['kind'] !== 'string') throw new Error('is JSON, but no event');
  switch (json['kind']) {
    case 'transition':
      return transition(json);
    case 'machine':
      return machine(json);
    case 'disconnected':
      return { kind: 'disconnected', ...happened(json) };
    default:
      return undefined;
  }
}

function transition(json: Json): TransitionEvent {
  const { type, args } = json;
  if (!MUTATIONS.has(type)) throw wrong('type');
  return {
    kind: 'transition',
    ...happened(json),
    machine: name(json, 'machine'),
    id: text(json, 'id'),
    tick: tick(json['tick'], 'tick'),
    queueTick: tick(json['queueTick'], 'queueTick'),
    type: type as RecordedMutation,
    accepted: json['canceled'] !== true,
    queued: json['queued'] === true,
    check: json['check'] === true,
    auto: json['auto'] === true,
    called: texts(json['called'], 'called'),
    clocks: clocks(json['clocks']),
    queueLength: count(json['queueLength'] ?? 0, 'queueLength'),
    token: tick(json['token'] ?? 0, 'token'),
    runsAt: tick(json['runsAt'] ?? 0, 'runsAt'),
    steps: list(json, 'steps', isStep),
    linesBefore: list(json, 'linesBefore', isLine),
    lines: list(json, 'lines', isLine),
    args: args === undefined ? undefined : argsOf(args),
    stack: json['stack'] === undefined ? undefined : text(json, 'stack'),
  };
}

function machine(json: Json): MachineEvent {
  const { groups, parent, states } = json;
  if (!Array.isArray(states)) throw wrong('states');
  return {
    kind: 'machine',
    ...happened(json),
    machine: name(json, 'machine'),
    states: list(json, 'states', isState),
    groups: groups === undefined ? undefined : list(json, 'groups', isGroup),
    parent: parent === undefined ? undefined : text(json, 'parent'),
    tags: texts(json['tags'] ?? NONE, 'tags'),
  };
}

function happened(json: Json): { readonly at: number; readonly connection: string } {
  const { at } = json;
  if (typeof at !== 'number' || !Number.isFinite(at)) throw wrong('at');
  return { at, connection: text(json, 'connection') };
}

const wrong = (key: string): Error => new Error(`has no ${key}, or one of another kind`);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const isIndex = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

function text(json: Json, key: string): string {
  const value = json[key];
  if (isText(value)) return value;
  throw wrong(key);
}

function name(json: Json, key: string): string {
  const value = text(json, key);
  if (value !== '') return value;
  throw wrong(key);
}

function texts(value: unknown, key: string): readonly string[] {
  if (Array.isArray(value) && value.every(isText)) return value;
  throw wrong(key);
}

function count(value: unknown, key: string): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw wrong(key);
}

function tick(value: unknown, key: string): Tick {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  if (typeof value === 'string' && DIGITS.test(value)) return tickOf(BigInt(value));
  throw wrong(key);
}

function clocks(value: unknown): readonly Tick[] {
  if (!Array.isArray(value)) throw wrong('clocks');
  return value.every(isIndex) ? value : value.map((one) => tick(one, 'clocks'));
}

function list<T>(json: Json, key: string, is: (value: unknown) => value is T): readonly T[] {
  const value = json[key] ?? NONE;
  if (Array.isArray(value) && value.every(is)) return value;
  throw wrong(key);
}

function argsOf(value: unknown): Readonly<Record<string, string>> {
  if (isObject(value) && Object.values(value).every(isText)) return value as Readonly<Record<string, string>>;
  throw wrong('args');
}

const isOptional = (value: unknown, is: (given: unknown) => boolean): boolean => value === undefined || is(value);

const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';

const isStep = (value: unknown): value is RecordedStep =>
  isObject(value) &&
  isIndex(value['type']) &&
  [value['relation'], value['from'], value['to']].every((one) => isOptional(one, isText)) &&
  [value['isFinal'], value['isSelf'], value['isEnter']].every((one) => isOptional(one, isFlag));

const isLine = (value: unknown): value is RecordedLine =>
  isObject(value) && typeof value['level'] === 'number' && isText(value['text']);

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const isState = (value: unknown): value is RecordedState =>
  isObject(value) &&
  isText(value['name']) &&
  ['require', 'add', 'remove', 'after', 'tags'].every((key) => isOptional(value[key], isTexts)) &&
  ['auto', 'multi'].every((key) => isOptional(value[key], isFlag));

const isGroup = (value: unknown): value is RecordedGroup =>
  isObject(value) &&
  isText(value['name']) &&
  Array.isArray(value['states']) &&
  value['states'].every(isIndex) &&
  isOptional(value['isHidden'], isFlag);

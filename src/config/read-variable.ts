import { MachineError } from '../errors.js';
import { LOG_LEVEL_NAMES } from './model/logs.js';
import { KINDS } from './variable.js';
import type { Reading, Variable, VariableKind } from './variable.js';

type Reader = (value: string, variable: Variable) => unknown;

/**
 * What a variable sets. Text that is not of its kind is handed on as it is, for the model to complain about.
 * @throws MachineError `CONFIG` for a value no setting can be made of, naming variable and value
 */
export function readVariable(value: string, variable: Variable): readonly Reading[] {
  const path = variable.key.split('.');
  if (variable.kind === 'listen') return readListen(value, path.slice(0, -1), variable);
  if (variable.kind === 'pattern') return [{ path, value: [`/${value}/`], adds: true }];
  if (variable.kind === 'pairs') {
    return Object.entries(readPairs(value, variable)).map(([key, inner]) => ({ path: [...path, key], value: inner }));
  }
  const read = READERS[variable.kind](value, variable);
  return read === undefined ? [] : [{ path, value: read }];
}

/** Anything but `0`, `false`, `no` and `off`. */
export function isOn(value: string): boolean {
  return !isOff(value);
}

/** `0`, `false`, `no` or `off`. */
export function isOff(value: string): boolean {
  return /^(?:0|false|no|off)$/i.test(value);
}

const READERS: Readonly<Record<Exclude<VariableKind, 'listen' | 'pairs' | 'pattern'>, Reader>> = {
  text: (value) => value,
  part: (value) => value,
  scheme: (value) => value,
  choice: (value) => value.toLowerCase(),
  flag: (value, { flag = { on: true, off: false } }) => (isOn(value) ? flag.on : flag.off),
  inverted: (value) => !isOn(value),
  boolean: (value, { flag }) => (/^true$/i.test(value) ? flag?.on : flag?.off),
  number: (value, variable) => (/^[-+]?\d+(?:\.\d+)?$/.test(value) ? Number(value) : fail(value, variable)),
  duration: readDuration,
  list: (value) =>
    value
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  address: (value) => (SCHEMELESS.test(value) ? `http://${value}` : value),
  endpoint: (value, { flag }) => (isWordForOn(value) ? flag?.on : isOn(value) ? value : undefined),
  level: readLevel,
};

/** `host`, `host:port`, `user:password@host`, each with a path or without. */
const SCHEMELESS = /^(?:[^\s/@]+@)?(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d+)?(?:\/\S*)?$/i;

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

function readDuration(value: string, variable: Variable): number {
  const { amount, unit } = /^(?<amount>\d+(?:\.\d+)?)\s*(?<unit>ms|s|m|h)?$/.exec(value)?.groups ?? {};
  if (amount === undefined) return fail(value, variable);
  return Math.round(Number(amount) * UNITS[(unit ?? 's') as keyof typeof UNITS]);
}

/** None of these is a secret. */
function fail(value: string, { key, name, kind }: Variable): never {
  const expected = KINDS[kind].replaceAll('`', '');
  throw new MachineError('CONFIG', `${key} is "${value.slice(0, 80)}" (${name}): expected ${expected}`);
}

function readLevel(value: string, { name }: Variable): unknown {
  const level = LOG_LEVEL_NAMES[Number(value)] ?? value.toLowerCase();
  if ((LOG_LEVEL_NAMES as readonly string[]).includes(level)) return level;
  const expected = `expected 0 to 5, or one of ${LOG_LEVEL_NAMES.join(', ')}`;
  throw new MachineError('CONFIG', `logs.level is "${value}" (${name}): ${expected}`);
}

/** Without a value in the message: pairs may be secrets. */
function readPairs(value: string, { name, key }: Variable): Readonly<Record<string, string>> {
  const entries = value.split(',').filter((entry) => entry.trim() !== '');
  return Object.fromEntries(
    entries.map((entry, index) => {
      const [, left = '', right = ''] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(entry) ?? [];
      try {
        if (left !== '') return [decodeURIComponent(left), decodeURIComponent(right.trim())] as const;
      } catch {
        // A % that stands for nothing: told like any other entry that is none.
      }
      const place = `entry ${String(index + 1)} of ${name}`;
      throw new MachineError('CONFIG', `${key}: ${place} is malformed: expected key=value, percent-encoded`);
    }),
  );
}

function isWordForOn(value: string): boolean {
  return /^(?:1|true|yes|on)$/i.test(value);
}

/** `host:port`, `[v6]:port`, `:port`, a port, or only on or off. */
function readListen(value: string, section: readonly string[], { name, key, flag }: Variable): readonly Reading[] {
  if (!isOn(value)) return [];
  if (isWordForOn(value)) return flag?.on === undefined ? [] : [{ path: [...section, 'port'], value: flag.on }];
  const match = /^(?:(?<host>\[[0-9a-f:.]+\]|[^\s:]*):)?(?<port>\d{1,5})$/i.exec(value)?.groups;
  if (match === undefined) {
    throw new MachineError('CONFIG', `${key} is "${value}" (${name}): expected an address like 127.0.0.1:9464`);
  }
  const host = match['host']?.replace(/^\[|\]$/g, '');
  return [
    ...(host ? [{ path: [...section, 'host'], value: host }] : []),
    { path: [...section, 'port'], value: Number(match['port']) },
  ];
}

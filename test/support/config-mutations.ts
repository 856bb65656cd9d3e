import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VARIABLES, loadConfig } from '../../src/config/index.js';
import type { TelemetrySettings } from '../../src/config/index.js';
import { MachineError } from '../../src/errors.js';

/** How many mutated configurations were taken and how many refused; everything else fails the run. */
export interface MutationRun {
  taken: number;
  refused: number;
}

const VALID = {
  service: 'shop',
  resource: { team: 'core' },
  classes: {
    Feed: { traced: { args: ['url'], sample: 0.5, states: { skip: ['/^T/'] } }, logged: false },
    'Tmp*': false,
  },
  otlp: { endpoint: 'http://localhost:4318', headers: { authorization: 'x' }, timeoutMs: 10 },
  traces: { exporter: 'file', file: 'a.jsonl', sampler: 'traceidratio', samplerRatio: 0.1, rotate: { spans: 3 } },
  logs: { level: 'ops', batch: { maxBatch: 5 } },
  metrics: { exporter: 'prometheus', port: 9464, push: { intervalMs: 5 } },
  loki: { url: 'http://localhost:3100', labels: { team: 'a' } },
  propagators: ['tracecontext'],
};

const TEXTS = [
  '',
  ' ',
  '0',
  '1',
  'off',
  '-1',
  '1e999',
  'NaN',
  ',',
  '=',
  'a=b,c',
  '%',
  '%zz=1',
  'http://',
  '[::1]:0',
  ':',
  '99999',
  '//',
  '/(/',
  '\0',
  '__proto__',
  '{}',
  '[]',
  'é\u202E',
  '𝟘',
  'x'.repeat(5000),
];

/** Loads mutated configurations, the same for the same seed: each must be taken, or refused with a clear error. */
export async function runMutations(count: number, seed: number): Promise<MutationRun> {
  const folder = mkdtempSync(join(tmpdir(), 'statescope-mutations-'));
  const random = randomFrom(seed);
  const run: MutationRun = { taken: 0, refused: 0 };
  try {
    for (let i = 0; i < count; i++) {
      const from = WAYS[i % WAYS.length] ?? fromCode;
      await tryOne(from(random, folder), run, `mutation ${String(i)} of seed ${String(seed)}`);
    }
    return run;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Random = (below: number) => number;
type Load = Parameters<typeof loadConfig>[0];

async function tryOne(options: Load, run: MutationRun, name: string): Promise<void> {
  try {
    await loadConfig(options);
    run.taken++;
  } catch (error) {
    if (!(error instanceof MachineError) || error.code !== 'CONFIG') throw new Error(name, { cause: error });
    const lines = error.message.split('\n');
    if (lines.length > 60 || error.message.length > 30_000 || error.message.trim() === '') {
      throw new Error(`${name}: the message is not clear`, { cause: error });
    }
    run.refused++;
  }
}

function fromCode(random: Random): Load {
  return { code: mutated(VALID, random) as TelemetrySettings, environment: {}, file: false };
}

function fromEnvironment(random: Random): Load {
  const environment: Record<string, string> = {};
  for (let i = random(4); i >= 0; i--) {
    const { name = '' } = VARIABLES[random(VARIABLES.length)] ?? {};
    const suffix = random(12) === 0 ? '_FILE' : '';
    environment[textOf(name, random, 20) + suffix] = TEXTS[random(TEXTS.length)] ?? '';
  }
  return { environment, file: false };
}

function fromFile(random: Random, folder: string): Load {
  const text = JSON.stringify(VALID, undefined, random(3));
  const yaml = random(3) === 0;
  const file = join(folder, yaml ? 'statescope.yaml' : 'statescope.json');
  writeFileSync(file, textOf(text, random, 1));
  return { environment: {}, file };
}

const WAYS = [fromCode, fromEnvironment, fromFile] as const;

/** A text with some characters changed; once in `seldom` at all. */
function textOf(text: string, random: Random, seldom: number): string {
  if (random(seldom) !== 0) return text;
  let changed = text;
  for (let i = random(3); i >= 0; i--) {
    const at = random(changed.length + 1);
    const inserted = random(2) === 0 ? (TEXTS[random(TEXTS.length)] ?? '') : String.fromCharCode(random(128));
    changed = changed.slice(0, at) + inserted + changed.slice(at + random(4));
  }
  return changed;
}

/** A copy with a few values, keys or branches replaced. */
function mutated(value: unknown, random: Random): unknown {
  if (random(12) === 0) return strange(random);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => mutated(inner, random));
  const entries = Object.entries(value).map(([key, inner]) => [textOf(key, random, 25), mutated(inner, random)]);
  return Object.fromEntries(entries) as unknown;
}

function strange(random: Random): unknown {
  const circle: Record<string, unknown> = {};
  circle['circle'] = circle;
  const all = [
    undefined,
    null,
    true,
    -1,
    0.5,
    NaN,
    Infinity,
    1e300,
    10n,
    Symbol('s'),
    () => 1,
    new Date(NaN),
    new Map(),
    /a/,
    [],
    [[]],
    {},
    { '': 1 },
    Object.create(null),
    Object.freeze({ a: [] }),
    circle,
    [circle],
    new Proxy({}, {}),
    ...TEXTS,
  ];
  return all[random(all.length)];
}

/** A small generator of numbers (mulberry32). */
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

import { MachineError } from '../errors.js';
import { nearest } from '../nearest.js';
import { schemed } from './otlp-scheme.js';
import { isOn, readVariable } from './read-variable.js';
import { readTraceparent } from './remote-parent.js';
import { readSecret } from './secret-file.js';
import type { Setting } from './setting.js';
import type { Implied, Reading, Variable } from './variable.js';
import { SECRET_VARIABLES, VARIABLES } from './variables.js';
import { FOREIGN_VARIABLES } from './variables/foreign.js';

/** Names and values of variables; `process.env` fits. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says. */
export interface EnvironmentSettings {
  readonly settings: readonly Setting[];
  /** Values no setting can be made of, naming variable and value; not those of {@link isShared shared} variables. */
  readonly mistakes: readonly string[];
  /** Variables that are set and decide nothing, with the reason. */
  readonly warnings: readonly string[];
}

/** The environment of this process. */
export function processEnvironment(): Environment {
  return process.env;
}

/**
 * Reads every variable of the table; an empty one counts as not set, as OpenTelemetry demands.
 * @param folder what the files of secrets are relative to
 */
export async function readEnvironment(environment: Environment, folder: string): Promise<EnvironmentSettings> {
  const said: Said = { stated: [], implied: [], warnings: [], mistakes: [] };
  for (const variable of VARIABLES) {
    // These are read with others.
    if (variable.kind === 'part' || variable.kind === 'scheme') continue;
    const { name } = variable;
    try {
      // Only files are waited for.
      const found = SECRET_VARIABLES.has(name) ? await readSecret(name, environment, folder) : plain(name, environment);
      if (found !== undefined) take(found, variable, environment, said);
    } catch (error) {
      said.mistakes.push(mistakeOf(error));
    }
  }
  const { stated, implied, warnings, mistakes } = said;
  const remote = readTraceparent(environment);
  return {
    settings: [...implied, ...remote.settings, ...stated],
    mistakes,
    warnings: [...warnings, ...remote.warnings, ...strangers(environment)],
  };
}

interface Said {
  readonly stated: Setting[];
  readonly implied: Setting[];
  readonly warnings: string[];
  readonly mistakes: string[];
}

interface Found {
  readonly value: string;
  readonly source: string;
}

function take({ value, source }: Found, variable: Variable, environment: Environment, said: Said): void {
  const { stated, implied, warnings } = said;
  const reason = variable.ignored?.(value);
  if (reason !== undefined) {
    warnings.push(`${source} is set and decides nothing: ${reason}`);
    return;
  }
  let readings: readonly Reading[];
  try {
    readings = readVariable(schemed(value, variable, environment), variable);
  } catch (error) {
    if (!isShared(source)) throw error;
    warnings.push(leftAlone(mistakeOf(error)));
    return;
  }
  for (const reading of readings) if (!namesService(reading)) stated.push(settingFrom(reading, source, stated));
  implied.push(...impliedBy(value, variable, readings).map((reading) => ({ ...reading, source })));
}

function mistakeOf(error: unknown): string {
  if (error instanceof MachineError) return error.message;
  throw error;
}

/** What another program wrote for this one: W3C has what is malformed left out. */
const CARRIERS: ReadonlySet<string> = new Set(['TRACEPARENT', 'TRACESTATE', 'BAGGAGE']);

/**
 * Variables of OpenTelemetry are for all programs of a machine, those of W3C come from whoever started this one: what cannot be used
 * is left alone, and told.
 */
export function isShared(source: string): boolean {
  return source.startsWith('OTEL_') || CARRIERS.has(source);
}

/** What stands in a warning of what {@link isShared shared} variables say and nobody can use. */
export function leftAlone(mistake: string): string {
  return `${mistake}; it decides nothing`;
}

function settingFrom({ path, value, adds }: Reading, source: string, before: readonly Setting[]): Setting {
  const earlier = adds === true ? before.find((setting) => setting.path.join('.') === path.join('.')) : undefined;
  if (earlier === undefined) return { path, value, source };
  return { path, value: [...(earlier.value as unknown[]), ...(value as unknown[])], source };
}

function plain(name: string, environment: Environment): Found | undefined {
  const value = environment[name]?.trim();
  return value ? { value, source: name } : undefined;
}

function impliedBy(value: string, { implies, impliesOff }: Variable, readings: readonly Reading[]): readonly Reading[] {
  const consequences = Object.entries<unknown>((isOn(value) ? implies : impliesOff) ?? ({} satisfies Implied));
  return [
    ...readings.filter(namesService).map((reading) => ({ path: ['service'], value: reading.value })),
    ...consequences.map(([key, implication]) => ({ path: key.split('.'), value: implication })),
  ];
}

/** OpenTelemetry has the service's name as an attribute of the resource too, the weaker of the two places. */
function namesService({ path }: Reading): boolean {
  return path[0] === 'resource' && path[1] === 'service.name';
}

const KNOWN: readonly string[] = [
  ...VARIABLES.map(({ name }) => name),
  ...[...SECRET_VARIABLES].map((name) => `${name}_FILE`),
];
const FOREIGN: ReadonlyMap<string, string> = new Map(FOREIGN_VARIABLES.map(({ name, reason }) => [name, reason]));

/** Variables of the reference that mean nothing here, and names of ours with a slip in them. */
function strangers(environment: Environment): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    if (!name.startsWith('AM_') || KNOWN.includes(name) || !value?.trim()) return [];
    const reason = FOREIGN.get(name);
    if (reason !== undefined) return [`${name} is set and decides nothing: ${reason}`];
    const meant = nearest(name, KNOWN);
    return meant === undefined ? [] : [`${name} is not known: did you mean ${meant}?`];
  });
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { failure, fine, warning } from './finding.js';
import type { Symptom } from './finding.js';
import { packageFolder } from './installed.js';
import { otelGlobal } from './otel-global.js';
import type { Patient } from './patient.js';

const API = '@opentelemetry/api';

/** Packages that bring a copy along where package managers do not agree on one. */
const USERS = [
  '@opentelemetry/sdk-trace-base',
  '@opentelemetry/sdk-trace',
  '@opentelemetry/sdk-trace-node',
  '@opentelemetry/sdk-node',
  '@opentelemetry/sdk-logs',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/auto-instrumentations-node',
  'statescope',
];

interface Copy {
  readonly folder: string;
  readonly version: string;
}

/** Whether the program, the SDK and this package use the same OpenTelemetry API. */
export function checkApiCopies({ folder }: Patient): readonly Symptom[] {
  const copies = copiesFrom(folder);
  if (copies.length === 0) return [fine(`no ${API} is installed here`)];
  const list = copies.map((copy) => `${copy.version} (${copy.folder})`).join(', ');
  const { version: registered } = otelGlobal();
  const blind = registered === undefined ? [] : copies.filter(({ version }) => !canUse(version, registered));
  const remedy = `run "npm ls ${API}" and make the versions agree (npm dedupe, or "overrides" in package.json)`;
  if (blind.length > 0) {
    return [failure(`${API} ${registered ?? ''} was registered first; other copies can not see it: ${list}`, remedy)];
  }
  if (copies.length === 1) return [fine(`one copy of ${API}, ${list}`)];
  const versions = copies.map(({ version }) => version);
  const agree = versions.every((version) => version.split('.')[0] === versions[0]?.split('.')[0]);
  const message = `${String(copies.length)} copies of ${API}: ${list}`;
  return [
    agree
      ? warning(`${message}; whichever registers first must be the newest`, remedy)
      : failure(`${message}; those of another major version share nothing`, remedy),
  ];
}

/** The rule of the API: same major version, and no newer than what was registered. */
function canUse(own: string, registered: string): boolean {
  const [ownMajor = 0, ownMinor = 0, ownPatch = 0] = own.split('.').map(Number);
  const [major = 0, minor = 0, patch = 0] = registered.split('.').map(Number);
  return ownMajor === major && (ownMinor < minor || (ownMinor === minor && ownPatch <= patch));
}

function copiesFrom(folder: string): readonly Copy[] {
  const own = packageFolder(folder, API);
  const others = USERS.map((name) => packageFolder(folder, name)).flatMap((user) =>
    user === undefined ? [] : [packageFolder(user, API)],
  );
  const loaded = Object.keys(createRequire(join(folder, 'package.json')).cache).flatMap((file) => {
    const found = /^.*[\\/]node_modules[\\/]@opentelemetry[\\/]api(?=[\\/])/.exec(file);
    return found === null ? [] : found;
  });
  const folders = new Set([own, ...others, ...loaded].flatMap((found) => (found === undefined ? [] : [found])));
  return [...folders].flatMap((found) => {
    const version = versionIn(found);
    return version === undefined ? [] : [{ folder: found, version }];
  });
}

function versionIn(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

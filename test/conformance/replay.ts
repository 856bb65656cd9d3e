import { isDbgCase, isDumpCase } from './dbg-case.js';
import { replayDbgCase, replayDumpCase } from './dbg-replay.js';
import type { EngineCase } from './engine-case.js';
import { replayEngineCase } from './engine-replay.js';
import { isGobCase } from './gob-case.js';
import { replayGobCase } from './gob-replay.js';
import type { GrafanaCase } from './grafana-case.js';
import { replayGrafanaCase } from './grafana-replay.js';
import type { LokiCase } from './loki-replay.js';
import { replayLokiCase } from './loki-replay.js';
import type { OtelCase } from './otel-case.js';
import { replayOtelCase } from './otel-replay.js';
import type { PromCase } from './prom-replay.js';
import { replayPromCase } from './prom-replay.js';

/** What became of one case. */
export interface Verdict {
  readonly id: string;
  readonly theme: string;
  /** The first difference; undefined when it passed. */
  readonly difference: string | undefined;
}

/** Replays a case; its kind is told by its content. */
export async function replay(golden: unknown): Promise<Verdict> {
  const given = (typeof golden === 'object' && golden !== null ? golden : {}) as Partial<EngineCase & GrafanaCase>;
  const { id = given.input?.name ?? '?' } = given;
  const theme = themeOf(golden) ?? '?';
  const play = playOf(golden);
  if (play === undefined) return { id, theme, difference: 'nothing here replays cases of this kind' };
  try {
    return { id, theme, difference: await play() };
  } catch (error) {
    return { id, theme, difference: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function playOf(golden: unknown): (() => Promise<string | undefined>) | undefined {
  if (isEngineCase(golden)) return () => replayEngineCase(golden);
  if (isGrafanaCase(golden)) return () => replayGrafanaCase(golden);
  if (isDbgCase(golden)) return () => replayDbgCase(golden);
  if (isDumpCase(golden)) return () => Promise.resolve(replayDumpCase(golden));
  if (isGobCase(golden)) return () => Promise.resolve(replayGobCase(golden));
  if (isPromCase(golden)) return () => replayPromCase(golden);
  if (isLokiCase(golden)) return () => replayLokiCase(golden);
  return isOtelCase(golden) ? () => replayOtelCase(golden) : undefined;
}

function isGrafanaCase(golden: unknown): golden is GrafanaCase {
  if (typeof golden !== 'object' || golden === null) return false;
  const { input, expect } = golden as Partial<GrafanaCase>;
  return ['gen', 'sync', 'env'].includes(input?.kind ?? '') && typeof expect === 'object';
}

function isPromCase(golden: unknown): golden is PromCase {
  if (typeof golden !== 'object' || golden === null) return false;
  const { machines, ops, expect } = golden as Partial<PromCase>;
  return Array.isArray(machines) && Array.isArray(ops) && Array.isArray(expect);
}

function isLokiCase(golden: unknown): golden is LokiCase {
  if (typeof golden !== 'object' || golden === null) return false;
  const { service, machines, ops, expect } = golden as Partial<LokiCase>;
  return typeof service === 'string' && Array.isArray(machines) && Array.isArray(ops) && Array.isArray(expect?.pushes);
}

function isOtelCase(golden: unknown): golden is OtelCase {
  if (typeof golden !== 'object' || golden === null) return false;
  const { tracer, env, machines, ops, expect } = golden as Partial<OtelCase>;
  const isTraced = typeof tracer === 'object' || typeof env === 'object';
  return (
    isTraced && typeof machines === 'object' && Array.isArray(ops) && Array.isArray(expect?.spans ?? expect?.results)
  );
}

function isEngineCase(golden: unknown): golden is EngineCase {
  if (typeof golden !== 'object' || golden === null) return false;
  const { machine, ops, expect } = golden as Partial<EngineCase>;
  return typeof machine?.schema === 'object' && Array.isArray(ops) && Array.isArray(expect);
}

/** Theme of a case, before it is replayed. */
export function themeOf(golden: unknown): string | undefined {
  return isGrafanaCase(golden) ? 'grafana' : (golden as { theme?: string } | null)?.theme;
}

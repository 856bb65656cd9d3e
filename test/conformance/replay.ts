import type { EngineCase } from './engine-case.js';
import { replayEngineCase } from './engine-replay.js';

/** What became of one case. */
export interface Verdict {
  readonly id: string;
  readonly theme: string;
  /** The first difference; undefined when it passed. */
  readonly difference: string | undefined;
}

/** Replays a case; its kind is told by its content. */
export async function replay(golden: unknown): Promise<Verdict> {
  const { id = '?', theme = '?' } = (
    typeof golden === 'object' && golden !== null ? golden : {}
  ) as Partial<EngineCase>;
  if (!isEngineCase(golden)) return { id, theme, difference: 'nothing here replays cases of this kind' };
  try {
    return { id, theme, difference: await replayEngineCase(golden) };
  } catch (error) {
    return { id, theme, difference: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function isEngineCase(golden: unknown): golden is EngineCase {
  if (typeof golden !== 'object' || golden === null) return false;
  const { machine, ops, expect } = golden as Partial<EngineCase>;
  return typeof machine?.schema === 'object' && Array.isArray(ops) && Array.isArray(expect);
}

/** Theme of a case, before it is replayed. */
export function themeOf(golden: unknown): string | undefined {
  return (golden as { theme?: string } | null)?.theme;
}

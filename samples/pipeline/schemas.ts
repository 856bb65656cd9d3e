import { args, defineSchema } from 'statescope';

/** What became of one file. */
export interface FileResult {
  readonly path: string;
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly sha256: string;
  /** Attempts beyond the first. */
  readonly retries: number;
  /** Why it could not be read; undefined when it could. */
  readonly error: Error | undefined;
}

/** Finds files and hands them out. `PoolIdle` and `Done` come by themselves. */
export const indexerSchema = defineSchema({
  Start: {},
  Finding: { require: ['Start'], remove: ['Found', 'Done'] },
  Found: { require: ['Start'], remove: ['Finding'] },
  FileFound: { multi: true, require: ['Start'], args: args<{ path: string }>() },
  FileDone: { multi: true, require: ['Start'], args: args<{ result: FileResult }>() },
  Busy: { require: ['Start'], remove: ['PoolIdle', 'Done'] },
  PoolIdle: { auto: true, require: ['Start'] },
  Done: { auto: true, require: ['Found', 'PoolIdle'] },
  ErrFind: { multi: true, add: ['Exception'], require: ['Exception'] },
});

const phases = ['Reading', 'Hashing', 'Compressing', 'Retrying', 'Done', 'Failed'] as const;
const errors = ['ErrRead', 'Exception'] as const;

/** Works on one file after another; the phases exclude each other, and a new one clears the error of the last. */
export const fileWorkerSchema = defineSchema({
  Start: {},
  Reading: { require: ['Start'], remove: [...phases, ...errors], args: args<{ path: string }>() },
  Hashing: { require: ['Start'], remove: phases },
  Compressing: { require: ['Start'], remove: phases },
  Done: { require: ['Start'], remove: phases },
  Retrying: { require: ['Start'], remove: phases },
  Failed: { require: ['Start'], remove: phases },
  ErrRead: { multi: true, add: ['Exception'], require: ['Exception'], remove: ['Reading', 'Hashing', 'Compressing'] },
  Exception: { multi: true },
});

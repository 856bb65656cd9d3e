/** How far a file has been read. */
export interface ReadProgress {
  /** A dump is unpacked, decoded and put in order before its lines are indexed. */
  readonly doing: 'unpacking' | 'decoding' | 'sorting' | 'indexing' | 'reading';
  /** Bytes, or while it is sorted lines. */
  readonly done: number;
  /** How many there are in all. */
  readonly total: number;
}

/** Told after every megabyte or so. Part of the work never lets timers run. */
export type OnProgress = (progress: ReadProgress) => void;

/** One vector of gob, or of net/rpc over it. */
export interface GobCase {
  readonly id: string;
  readonly theme: 'gob' | 'rpc';
  /** Structs of the vectors as Go writes them: `Name Type; Name Type`. */
  readonly shapes: Readonly<Record<string, string>>;
  readonly goType?: string;
  readonly hex: string;
  readonly hexReply?: string;
  /** Only to be decoded: the order of its entries is random. */
  readonly unordered?: boolean;
  /** Of kind `gob` the values; of kind `rpc` a {@link GobCall} each. */
  readonly values: readonly unknown[];
}

/** One call of a vector of kind `rpc`. */
export interface GobCall {
  readonly method: string;
  readonly seq: number;
  readonly arg: unknown;
  readonly reply: string;
  readonly error: string;
}

/** A file of vectors. */
interface GobFile {
  readonly shapes: Readonly<Record<string, string>>;
  readonly vectors: readonly (Omit<GobCase, 'id' | 'theme' | 'shapes'> & {
    readonly name: string;
    readonly kind: GobCase['theme'];
  })[];
}

/** The cases of a file of vectors; undefined when the document is something else. */
export function gobCases(document: unknown): readonly GobCase[] | undefined {
  const { shapes, vectors } = document as Partial<GobFile>;
  if (typeof shapes !== 'object' || !Array.isArray(vectors)) return undefined;
  return vectors.map(({ name, kind, ...vector }: GobFile['vectors'][number]) => ({
    ...vector,
    id: name,
    theme: kind,
    shapes,
  }));
}

/** Tells such a case from others. */
export function isGobCase(golden: unknown): golden is GobCase {
  if (typeof golden !== 'object' || golden === null) return false;
  const { hex, shapes, values } = golden as Partial<GobCase>;
  return typeof hex === 'string' && typeof shapes === 'object' && Array.isArray(values);
}

/** What the check needs to know of a part of the model. */
interface ModelNode {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly def?: {
    readonly type?: string;
    /** Of a default, an optional key. */
    readonly innerType?: unknown;
    /** Of a union. */
    readonly options?: readonly unknown[];
    /** Of a record, a list. */
    readonly valueType?: unknown;
    readonly element?: unknown;
    readonly values?: readonly unknown[];
    readonly entries?: Readonly<Record<string, string>>;
  };
}

/** What a part of the model takes. */
export interface Expected {
  /** As a message names it: `false, or an object`. */
  readonly text: string;
  /** The words among it. */
  readonly words: readonly string[];
}

/** The keys an object of the model has at a path. */
export function keysAt(model: unknown, path: readonly string[]): readonly string[] {
  return [...new Set(nodesAt(model, path).flatMap(({ shape }) => Object.keys(shape ?? {})))];
}

/** What the model takes at a path. */
export function expectedAt(model: unknown, path: readonly string[]): Expected {
  const nodes = nodesAt(model, path);
  const words = nodes.flatMap(({ def }) => [...Object.values(def?.entries ?? {}), ...(def?.values ?? []).map(String)]);
  const kinds = nodes.flatMap(({ def }) => KIND_TEXTS[def?.type ?? ''] ?? []);
  const texts = [...words, ...kinds];
  return {
    text: texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')}, or ${texts.at(-1) ?? ''}`,
    words,
  };
}

const KIND_TEXTS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  custom: 'a function',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
};

/** The alternatives at a path, looked at through defaults, optional keys and unions. */
function nodesAt(model: unknown, path: readonly string[]): readonly ModelNode[] {
  const [key, ...rest] = path;
  const nodes = alternatives(model);
  if (key === undefined) return nodes;
  return nodes.flatMap(({ shape, def }) => {
    const inner = shape !== undefined && Object.hasOwn(shape, key) ? shape[key] : (def?.valueType ?? def?.element);
    return inner === undefined ? [] : nodesAt(inner, rest);
  });
}

function alternatives(model: unknown): readonly ModelNode[] {
  const node = model as ModelNode;
  if (node.def?.innerType !== undefined) return alternatives(node.def.innerType);
  return node.def?.options === undefined ? [node] : node.def.options.flatMap(alternatives);
}

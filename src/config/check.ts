import type { z as Zod } from 'zod';
import { MachineError } from '../errors.js';
import { nearest } from '../nearest.js';
import { settingAt, treeOf } from './setting.js';
import type { Setting } from './setting.js';

type Issue = Zod.core.$ZodIssue;

/**
 * Checks values against a model and fills in the defaults.
 * @throws MachineError `CONFIG`, naming for each mistake the key, the value, the source and what was expected
 */
export function check<T extends Zod.ZodType>(model: T, settings: readonly Setting[]): Zod.output<T> {
  const result = model.safeParse(treeOf(settings));
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap((issue) => describe(issue, model, settings));
  throw new MachineError('CONFIG', lines.join('\n'), { cause: result.error });
}

function describe(issue: Issue, model: Zod.ZodType, settings: readonly Setting[]): readonly string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], keysAt(model, path), settings));
  }
  if (issue.code === 'invalid_union') return [describeUnion(issue, path, model, settings)].flat();
  const value = valueAt(treeOf(settings), path);
  return [`${path.join('.')} is ${show(value)} (${sourceOf(settings, path)}): ${expectation(issue, value)}`];
}

/** Of the alternatives, the one that got furthest is what was meant. */
function describeUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: readonly string[],
  model: Zod.ZodType,
  settings: readonly Setting[],
): readonly string[] {
  const value = valueAt(treeOf(settings), path);
  if (typeof value === 'object' && value !== null) {
    const meant = issue.errors.find((inner) =>
      inner.some(({ code, path: at }) => code === 'unrecognized_keys' || at.length > 0),
    );
    if (meant !== undefined) {
      return meant.flatMap((inner) => describe({ ...inner, path: [...issue.path, ...inner.path] }, model, settings));
    }
  }
  return [`${path.join('.')} is ${show(value)} (${sourceOf(settings, path)}): expected false, or an object`];
}

function unknownKey(path: readonly string[], valid: readonly string[], settings: readonly Setting[]): string {
  const key = path.at(-1) ?? '';
  const meant = nearest(key, valid);
  const remedy = meant === undefined ? `expected one of ${valid.join(', ')}` : `did you mean "${meant}"?`;
  const value = valueAt(treeOf(settings), path);
  return `unknown key "${path.join('.')}" = ${show(value)} (${sourceOf(settings, path)}): ${remedy}`;
}

function expectation(issue: Issue, value: unknown): string {
  if (issue.code !== 'invalid_value') return issue.message.replace(/^Invalid input: /, '');
  const choices = issue.values.map(String);
  const meant = typeof value === 'string' ? nearest(value, choices) : undefined;
  return `expected one of ${choices.join(', ')}${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
}

/** The keys an object of the model has at a path. */
function keysAt(model: unknown, path: readonly string[]): readonly string[] {
  const node = unwrap(model);
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(node?.shape ?? {});
  return keysAt(node?.shape?.[key] ?? node?.valueType, rest);
}

interface ModelNode {
  readonly shape?: Record<string, unknown>;
  /** Of a record. */
  readonly valueType?: unknown;
  readonly def?: { readonly innerType?: unknown; readonly options?: readonly unknown[]; readonly valueType?: unknown };
}

/** Looks through defaults, optional keys and unions to the object within. */
function unwrap(model: unknown): ModelNode | undefined {
  const node = model as ModelNode | undefined;
  if (node?.def?.innerType !== undefined) return unwrap(node.def.innerType);
  if (node?.def?.options !== undefined)
    return node.def.options.map(unwrap).find((option) => option?.shape !== undefined);
  return node;
}

function sourceOf(settings: readonly Setting[], path: readonly string[]): string {
  return settingAt(settings, path)?.source ?? 'default';
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  let value = tree;
  for (const key of path) value = (value as Record<string, unknown> | undefined)?.[key];
  return value;
}

const MAX_SHOWN = 80;

function show(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // Cyclic, or a bigint: its type says enough.
  }
  text ??= typeof value;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}

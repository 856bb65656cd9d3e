import type { z as Zod } from 'zod';
import { MachineError } from '../errors.js';
import { nearest } from '../nearest.js';
import { expectation, suggestion } from './expectation.js';
import { expectedAt, keysAt } from './model-node.js';
import { HIDDEN, isSecret } from './secret.js';
import { settingAt, treeOf } from './setting.js';
import type { Setting } from './setting.js';
import { shownKey, shownStranger, shownValue } from './shown.js';

type Issue = Zod.core.$ZodIssue;
type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;
type Path = readonly string[];

interface Checked {
  readonly model: Zod.ZodType;
  readonly settings: readonly Setting[];
  readonly tree: unknown;
}

/** Told of one layer at most; what is wrong in more places than that is one mistake. */
const MAX_LINES = 50;

/**
 * Checks values against a model and fills in the defaults.
 * @throws MachineError `CONFIG`, naming for each mistake the key, the value, the source and what was expected
 */
export function check<T extends Zod.ZodType>(model: T, settings: readonly Setting[]): Zod.output<T> {
  const checked = { model, settings, tree: treeOf(settings) };
  const result = model.safeParse(checked.tree);
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap((issue) => describe(issue, [], checked));
  const more = lines.length > MAX_LINES ? [`and ${String(lines.length - MAX_LINES)} more`] : [];
  // Without the error of the library as its cause, which shows secrets.
  throw new MachineError('CONFIG', [...lines.slice(0, MAX_LINES), ...more].join('\n'));
}

function describe(issue: Issue, above: Path, checked: Checked): readonly string[] {
  const path = [...above, ...issue.path.map(String)];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], checked));
  if (issue.code === 'invalid_union') return describeUnion(issue, path, checked);
  const inner = issue.code === 'invalid_key' ? issue.issues[0] : undefined;
  const expected =
    inner === undefined ? expectation(issue, valueAt(checked.tree, path)) : expectation(inner, path.at(-1));
  return [mistake(path, checked, expected)];
}

/** An object is meant as the alternative that is one, and what is wrong within is told. */
function describeUnion(issue: UnionIssue, path: Path, checked: Checked): readonly string[] {
  const value = valueAt(checked.tree, path);
  const meant = issue.errors.find((inner) => inner.some((each) => isWithin(each)));
  if (typeof value === 'object' && value !== null && meant !== undefined) {
    return meant.flatMap((inner) => describe(inner, path, checked));
  }
  const { text, words } = expectedAt(checked.model, path);
  return [mistake(path, checked, `${text}${suggestion(value, words)}`)];
}

function isWithin({ code, path }: Issue): boolean {
  return code === 'unrecognized_keys' || path.length > 0;
}

function mistake(path: Path, { settings, tree }: Checked, expected: string): string {
  const key = (isSecret(path) ? path.map(shownKey) : path).join('.');
  return `${key} is ${shownValue(valueAt(tree, path), path)} (${sourceOf(settings, path)}): expected ${expected}`;
}

function unknownKey(path: Path, { model, settings, tree }: Checked): string {
  const valid = keysAt(model, path.slice(0, -1));
  const key = shownKey(path.at(-1) ?? '');
  const meant = nearest(key.replace(HIDDEN, ''), valid);
  const remedy = meant === undefined ? `expected one of ${valid.join(', ')}` : `did you mean "${meant}"?`;
  const name = [...path.slice(0, -1), key].join('.');
  const value = shownStranger(valueAt(tree, path), path, meant);
  return `unknown key "${name}" = ${value} (${sourceOf(settings, path)}): ${remedy}`;
}

function sourceOf(settings: readonly Setting[], path: Path): string {
  return settingAt(settings, path)?.source ?? 'default';
}

function valueAt(tree: unknown, path: Path): unknown {
  let value = tree;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

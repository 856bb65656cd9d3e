import type { z as Zod } from 'zod';
import { configJsonSchema } from './json-schema.js';
import type { ZodNamespace } from './model/zod.js';
import { isSecret } from './secret.js';
import { KINDS } from './variable.js';
import { VARIABLES } from './variables.js';
import { FOREIGN_VARIABLES } from './variables/foreign.js';

type Schema = Zod.core.JSONSchema.BaseSchema;

/** One key of the model, as documentation tells of it. */
export interface KeyRow {
  readonly key: string;
  /** What it takes: words, or the name of a type. */
  readonly value: string;
  /** As JSON; empty where there is none. */
  readonly default: string;
  readonly meaning: string;
  readonly secret: boolean;
  readonly variables: readonly string[];
}

/** One environment variable, as documentation tells of it. */
export interface VariableRow {
  readonly variable: string;
  readonly key: string;
  readonly value: string;
  readonly default: string;
  readonly meaning: string;
  /** Has a twin `*_FILE`, and is never printed. */
  readonly secret: boolean;
}

/** Every key and every variable; and the variables of the reference that set nothing here, with the reason. */
export interface ConfigReference {
  readonly keys: readonly KeyRow[];
  readonly variables: readonly VariableRow[];
  readonly foreign: readonly { readonly name: string; readonly reason: string }[];
}

/** The documentation of the configuration, made of the model and the table of variables. */
export async function configReference(): Promise<ConfigReference> {
  const { z } = await import('zod');
  const keys = keysOf(z);
  const byKey = new Map(keys.map((row) => [row.key, row]));
  const variables = VARIABLES.map(({ name, key, kind, help }) => {
    const row = byKey.get(key);
    return {
      variable: name,
      key,
      value: kind === 'choice' ? (row?.value ?? '') : KINDS[kind],
      default: row?.default ?? '',
      meaning: help ?? row?.meaning ?? '',
      secret: isSecret(key.split('.')),
    };
  });
  return { keys: keys.filter(({ value }) => value !== SECTION), variables, foreign: FOREIGN_VARIABLES };
}

/** The JSON Schema of configuration files. */
export async function configSchema(): Promise<object> {
  const { z } = await import('zod');
  return configJsonSchema(z);
}

const SECTION = 'section';

function keysOf(z: ZodNamespace): readonly KeyRow[] {
  return rowsOf(configJsonSchema(z), []).filter(({ key }) => key !== '$schema');
}

function rowsOf(schema: Schema, path: readonly string[]): readonly KeyRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const property = inner as Schema;
    const key = [...path, name].join('.');
    const row = {
      key,
      value: valueOf(property),
      default: property.default === undefined ? '' : JSON.stringify(property.default),
      meaning: property.description ?? '',
      secret: isSecret([...path, name]),
      variables: VARIABLES.filter((variable) => variable.key === key).map((variable) => variable.name),
    };
    return [row, ...rowsOf(property, [...path, name])];
  });
}

/** Classes are described in prose: a table of patterns within would help nobody. */
function valueOf({ type, enum: words, properties, items, anyOf, const: only }: Schema): string {
  if (properties !== undefined) return SECTION;
  if (only !== undefined) return JSON.stringify(only);
  if (words !== undefined) return words.map((word) => `\`${String(word)}\``).join(', ');
  if (type === 'array') return `list of ${valueOf((items ?? {}) as Schema)}`;
  if (type === 'object') return 'object';
  const alternatives = (anyOf ?? []).map((each) => valueOf(each)).filter((text) => text !== '');
  return typeof type === 'string' ? TYPES[type] : alternatives.join(', ');
}

const TYPES = {
  array: 'list',
  boolean: '`true`, `false`',
  integer: 'whole number',
  null: '',
  number: 'number',
  object: 'object',
  string: 'text',
} as const;

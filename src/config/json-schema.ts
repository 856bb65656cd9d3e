import type { z as Zod } from 'zod';
import { configModel } from './model.js';
import type { ZodNamespace } from './model/zod.js';

type Schema = Zod.core.JSONSchema.BaseSchema;

/** The name of the schema in the package. */
const ID = 'https://statescope.dev/schemas/config.json';

/** The model as a JSON Schema (draft 2020-12), for editors; what only code can give is left out. */
export function configJsonSchema(z: ZodNamespace): Schema {
  const schema = z.toJSONSchema(configModel(z), {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === 'custom') jsonSchema.not = {};
      // Sections are filled with their defaults; to repeat them for the section says nothing new.
      if (jsonSchema.type === 'object') delete jsonSchema.default;
    },
  });
  const { $schema, ...rest } = schema;
  const properties = { $schema: { type: 'string', description: 'This schema.' }, ...rest.properties };
  return { $schema, $id: ID, title: 'Configuration of statescope', ...rest, properties } as Schema;
}

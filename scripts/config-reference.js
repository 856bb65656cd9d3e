import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { configReference, configSchema, withReference } from '../src/config/index.ts';
import { root } from './tsc.js';

/**
 * Writes what is made of the configuration's model: the tables of its page, and the JSON Schema for editors.
 * Usage: node --import ./scripts/register.js scripts/config-reference.js
 */
const write = async (file, text) => {
  const path = join(root, file);
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
};

const page = 'src/config/README.md';
await write(page, withReference(readFileSync(join(root, page), 'utf8'), await configReference()));
await write('statescope.schema.json', JSON.stringify(await configSchema()));

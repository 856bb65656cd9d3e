import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { parse } from 'yaml';

const stack = fileURLToPath(new URL('../../samples/stack/', import.meta.url));

/**
 * Copies a configuration of the stack, with addresses and paths replaced: `[from, to]` each, one after the other. What is to be
 * replaced must be there, so that the stack and the tests do not drift apart. Returns the path of the copy.
 */
export async function stackFile(path, folder, replacements) {
  let text = await readFile(join(stack, path), 'utf8');
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`samples/stack/${path} has no ${JSON.stringify(from)} to replace`);
    text = text.replaceAll(from, to);
  }
  const copy = join(folder, path.replaceAll('/', '-'));
  await writeFile(copy, text);
  return copy;
}

/** The words with which the stack starts a service, with what follows `=` replaced where `replacements` has the word before it. */
export async function stackCommand(service, replacements, file = 'compose.yaml') {
  const { services } = parse(await readFile(join(stack, file), 'utf8'));
  return services[service].command.map((word) => {
    const [name] = word.split('=');
    return name in replacements ? `${name}=${replacements[name]}` : word;
  });
}

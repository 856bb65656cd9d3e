import { MachineError } from '../errors.js';
import { namesOf } from '../loaded-module.js';

const WIDTH = 120;

/**
 * A value as YAML, keys in their order.
 * @throws MachineError `DEPENDENCY` when the package `yaml` is not installed
 */
export async function yamlText(value: unknown): Promise<string> {
  let yaml: typeof import('yaml');
  try {
    yaml = namesOf(await import('yaml'));
  } catch (cause) {
    throw new MachineError('DEPENDENCY', 'YAML is written with the package "yaml": npm install yaml', { cause });
  }
  return yaml.stringify(value, { lineWidth: WIDTH });
}

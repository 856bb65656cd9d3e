import { MachineError } from '../../errors.js';

/** Loki refuses streams with more. */
const MOST_LABELS = 15;
const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Checks labels before anything is sent.
 * @param own names that the client gives to streams by itself
 * @throws MachineError `CONFIG` naming the label
 */
export function checkLabels(labels: Readonly<Record<string, unknown>>, own: readonly string[]): void {
  for (const [name, value] of Object.entries(labels)) {
    if (!NAME.test(name) || name.startsWith('__')) {
      throw mistake(
        `the label "${name}"`,
        'expected letters, digits and _, no digit first, and not __ at the beginning',
      );
    }
    if (own.includes(name)) throw mistake(`the label "${name}" is set by the exporter`, 'choose another name');
    if (typeof value !== 'string') throw mistake(`the label "${name}" is a ${typeof value}`, 'expected a text');
  }
  const count = Object.keys(labels).length + own.length;
  if (count > MOST_LABELS) {
    throw mistake(
      `${String(count)} labels are more than the ${String(MOST_LABELS)} a stream may have`,
      'values of lines belong into structured metadata',
    );
  }
}

function mistake(given: string, expected: string): MachineError {
  return new MachineError('CONFIG', `Loki: ${given}: ${expected}`);
}

import type { Shape, StructShape } from './shape.js';

/** What an empty list is; nobody may change it. */
export const NOTHING: readonly never[] = Object.freeze([]);

/** What fields are that are not on the wire (debugger specification §3.8). */
export function zeroOf({ fields }: StructShape): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fields.map(({ key, shape }) => [key, zeroValue(shape)]));
}

function zeroValue(shape: Shape): unknown {
  switch (shape.kind) {
    case 'bool':
      return false;
    case 'int':
    case 'uint':
    case 'float':
      return 0;
    case 'string':
      return '';
    case 'slice':
      return NOTHING;
    default:
      return undefined;
  }
}

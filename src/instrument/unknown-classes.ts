import { nearest } from '../nearest.js';
import { namePattern } from './name-pattern.js';

/** One line for each pattern that no class has, with the name that was most likely meant. */
export function unknownClasses(patterns: readonly string[], known: readonly string[]): readonly string[] {
  return patterns
    .filter((pattern) => !known.some(namePattern(pattern)))
    .map((pattern) => {
      const near = nearest(pattern, known);
      return `no class is called "${pattern}"${near === undefined ? '' : `, did you mean "${near}"?`}`;
    });
}

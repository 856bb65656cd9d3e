import { FORM } from '../../copies.js';
import type { FamilyPoints } from './points.js';

/** Marks our metrics for every copy of this package that shares a registry (ESM and CJS); gives their series. */
export const READ = Symbol.for(`statescope.prometheus.read.${FORM}`);

/** The series of one of our metrics in a registry; undefined for a metric of others. */
export function readOurs(metric: object): FamilyPoints | undefined {
  return READ in metric ? (metric as { readonly [READ]: () => FamilyPoints })[READ]() : undefined;
}

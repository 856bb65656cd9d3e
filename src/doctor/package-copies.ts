import { VERSION, foreignCopies } from '../copies.js';
import { failure, fine } from './finding.js';
import type { Symptom } from './finding.js';

/** Whether all copies of this package in the process share what they know of machines. */
export function checkPackageCopies(): readonly Symptom[] {
  const text = foreignCopies();
  if (text === undefined) return [fine(`machines, marks and telemetry are of statescope ${VERSION}`)];
  const remedy = 'run "npm ls statescope" and make the versions agree (npm dedupe, or "overrides" in package.json)';
  return [failure(text, remedy)];
}

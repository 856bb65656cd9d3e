export { examine } from './examine.js';
export type { CheckName, Finding, FindingStatus } from './finding.js';
export { findingsText } from './findings-text.js';
export type { Destination, Patient, RunningPatient, ScrapeCounts, SpanProbe } from './patient.js';

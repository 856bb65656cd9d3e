import type { Finding } from './finding.js';

/** Findings as lines for people, what is wrong first. */
export function findingsText(findings: readonly Finding[]): string {
  const order = ['fail', 'warn', 'ok'] as const;
  const width = Math.max(0, ...findings.map(({ check }) => check.length));
  const lines = order
    .flatMap((status) => findings.filter((finding) => finding.status === status))
    .map((finding) => {
      const { check, status, message, remedy } = finding;
      const head = `${status.padEnd(4)}  ${check.padEnd(width)}  ${message}`;
      return remedy === undefined ? head : `${head}\n${' '.repeat(width + 8)}-> ${remedy}`;
    });
  const count = (status: Finding['status']): number => findings.filter((finding) => finding.status === status).length;
  const sum = `${String(count('fail'))} failed, ${String(count('warn'))} warnings, ${String(count('ok'))} fine`;
  return `${[...lines, sum].join('\n')}\n`;
}

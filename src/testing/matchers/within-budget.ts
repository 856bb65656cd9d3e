import type { ClassBudget, TelemetryBudget } from '../../budget/index.js';
import { bulletsOf, checkKeys } from './matcher.js';
import type { MatcherResult } from './matcher.js';
import { kindOf } from './observed.js';

/** The most that may be produced; what is left out may be any number. */
export interface BudgetLimits {
  readonly series?: number;
  readonly spanNames?: number;
}

/** A started telemetry, `telemetry.budget()`, or `budgetOf(Class)`. */
export type Budgeted = { budget(): TelemetryBudget } | TelemetryBudget | ClassBudget;

interface Sum {
  readonly series: number;
  readonly spanNames: number;
  readonly classes: readonly ClassBudget[];
}

/** Passes when no more can ever be produced; a number is of series. */
export function toStayWithinBudget(received: unknown, limits: number | BudgetLimits): MatcherResult {
  const { series, spanNames, classes } = sumOf(received);
  const most = limitsOf(limits);
  const over = [
    ...(series > (most.series ?? Infinity) ? [`${series} series, ${String(most.series)} allowed`] : []),
    ...(spanNames > (most.spanNames ?? Infinity) ? [`${spanNames} span names, ${String(most.spanNames)} allowed`] : []),
  ];
  const lines = classes.map(
    (each) => `${each.className}: ${each.series} series${largestOf(each)}, ${each.spanNames.length} span names`,
  );
  return {
    pass: over.length === 0,
    message: () =>
      over.length > 0
        ? `over the budget: ${over.join('; ')} possible\n${bulletsOf(lines.slice(0, 10))}`
        : `expected more than ${JSON.stringify(most)} to be possible; there are ${series} series and ${spanNames} span names`,
  };
}

function limitsOf(given: unknown): BudgetLimits {
  const limits: unknown = typeof given === 'number' ? { series: given } : given;
  if (typeof limits !== 'object' || limits === null) {
    throw new Error(`toStayWithinBudget needs a number of series, or { series, spanNames }, not ${kindOf(given)}`);
  }
  checkKeys(limits, ['series', 'spanNames'], 'toStayWithinBudget');
  for (const [key, limit] of Object.entries(limits) as [string, unknown][]) {
    if (limit !== undefined && (typeof limit !== 'number' || Number.isNaN(limit))) {
      throw new Error(`toStayWithinBudget: ${key} is ${kindOf(limit)}, not a number`);
    }
  }
  return limits;
}

function largestOf({ families }: ClassBudget): string {
  const [largest] = Object.entries(families).sort(([, a], [, b]) => b - a);
  return largest === undefined ? '' : ` (${largest[1]} of ${largest[0]})`;
}

function sumOf(received: unknown): Sum {
  const given = received as Partial<{ budget(): TelemetryBudget } & TelemetryBudget & ClassBudget> | null;
  const budget: unknown = typeof given?.budget === 'function' ? given.budget() : given;
  if (isSum(budget)) return budget;
  if (isOfClass(budget)) return { series: budget.series, spanNames: budget.spanNames.length, classes: [budget] };
  throw new Error(`toStayWithinBudget is of a telemetry, its budget, or budgetOf(Class), not of ${kindOf(received)}`);
}

function isSum(value: unknown): value is TelemetryBudget {
  return typeof value === 'object' && value !== null && 'series' in value && 'classes' in value;
}

function isOfClass(value: unknown): value is ClassBudget {
  return typeof value === 'object' && value !== null && 'series' in value && 'families' in value;
}

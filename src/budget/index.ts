export { budgetOf, classBudget, mergeBudgets, sumBudgets } from './class-budget.js';
export type { BudgetOptions, ClassBudget, SinkBudget, TelemetryBudget } from './class-budget.js';
export { budgetText } from './budget-text.js';

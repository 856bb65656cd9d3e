import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { BudgetOptions, TelemetryBudget } from '../budget/index.js';
import { loadConfig, optionsOf, togglesOf } from '../config/index.js';
import type { TelemetryConfig } from '../config/index.js';
import { MachineError } from '../errors.js';
import type { CliContext } from './context.js';

interface BudgetCommandOptions {
  readonly from: readonly string[];
  readonly json?: boolean;
  readonly max?: number;
}

/**
 * `statescope budget --from FILE`: prints the most series and the span names that classes can produce, with marks, toggles and
 * filters as configured. Exit code 1 when they can be more than `--max`.
 */
export function registerBudget(program: Command, context: CliContext): void {
  program
    .command('budget')
    .description('print the most series and the span names that machine classes can produce')
    .requiredOption('--from <file...>', 'files that define the classes: JavaScript, or TypeScript through tsx')
    .option('--max <number>', 'fail when there can be more series than this', wholeNumber)
    .option('--json', 'as JSON')
    .action((options: BudgetCommandOptions) => print(options, context));
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number.');
}

async function print({ from, json, max }: BudgetCommandOptions, context: CliContext): Promise<void> {
  const { budgetText } = await import('../budget/index.js');
  const budget = await budgetOfFiles(from, context);
  context.out(json ? `${JSON.stringify(budget, undefined, 2)}\n` : budgetText(budget));
  if (max === undefined || budget.series <= max) return;
  const [largest] = budget.classes;
  const share = largest === undefined ? '' : `; ${largest.className} has the most, ${largest.series}`;
  context.err(`over the budget: ${budget.series} series are possible, --max is ${max}${share}\n`);
  context.setExitCode(1);
}

async function budgetOfFiles(files: readonly string[], context: CliContext): Promise<TelemetryBudget> {
  const [{ budgetOf, sumBudgets }, { TelemetryScope }, { loadClasses }] = await Promise.all([
    import('../budget/index.js'),
    import('../instrument/index.js'),
    import('./load-classes.js'),
  ]);
  const { config, effective } = await loadConfig({ environment: context.environment, folder: context.folder });
  const { preset, instrumentUnmarked, metrics } = config;
  const [toggles, classOptions] = [togglesOf(config.classes), optionsOf(config.classes)];
  const policy = new TelemetryScope({ tracers: [], classes: toggles, classOptions, instrumentUnmarked, preset });
  const isSet = effective.some(({ key, source }) => key === 'traces.handlers' && source !== 'default');
  const spans = spansOf(config, isSet);
  const { maxSeries, maxErrorTypes } = metrics;
  const limits = { maxSeries, maxErrorTypes };
  const classes = await loadClasses(files, context.folder);
  if (classes.length === 0) {
    throw new MachineError('CONFIG', `--from ${files.join(' ')} has no machine class: export it, or mark it`);
  }
  return sumBudgets(classes, (Class) => budgetOf(Class, { policy, spans, limits }), maxSeries);
}

/** What decides about names of spans, as traces have it. */
function spansOf({ preset, traces }: TelemetryConfig, areHandlersSet: boolean): BudgetOptions['spans'] {
  const { transitions, health, stateSpans, startRecords, naming, scope, groupSpans, groups, handlers } = traces;
  return {
    skipTransitions: !(transitions ?? preset !== 'go'),
    ...(health !== undefined && { skipHealth: !health }),
    ...{ stateSpans, startRecords, naming, scope, groupSpans, groups },
    ...(areHandlersSet && { handlers }),
  };
}

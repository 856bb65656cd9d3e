import { Command, CommanderError } from 'commander';
import { loadCases, UnreadableError } from './load.js';
import { replay, themeOf, type Verdict } from './replay.js';

const MAX_SHOWN = 10;

/** Replays golden data: `conformance [--theme A,B] FILE...`; returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const command = new Command('conformance')
    .description('Replays golden cases: .jsonl, .jsonl.gz or .json files, or folders of them.')
    .argument('<file...>')
    .option('--theme <names>', 'only these themes, separated by commas')
    .exitOverride();
  command.parse(argv, { from: 'user' });
  const { theme } = command.opts<{ theme?: string }>();
  const themes = theme?.split(',');
  const cases = command.args.flatMap(loadCases).filter((one) => themes?.includes(themeOf(one) ?? '') ?? true);
  if (cases.length === 0) throw new UnreadableError('no case');
  const verdicts: Verdict[] = [];
  for (const golden of cases) verdicts.push(await replay(golden));
  return report(verdicts);
}

function report(verdicts: readonly Verdict[]): number {
  const failures = verdicts.filter((verdict) => verdict.difference !== undefined);
  for (const theme of new Set(verdicts.map((verdict) => verdict.theme))) {
    const all = verdicts.filter((verdict) => verdict.theme === theme);
    const failed = all.filter((verdict) => verdict.difference !== undefined);
    console.log(`${theme}: ${String(all.length - failed.length)} of ${String(all.length)}`);
    for (const { id, difference } of failed.slice(0, MAX_SHOWN)) console.log(`  ${id}: ${difference ?? ''}`);
    if (failed.length > MAX_SHOWN) console.log(`  and ${String(failed.length - MAX_SHOWN)} more`);
  }
  console.log(`${String(verdicts.length - failures.length)} passed, ${String(failures.length)} failed`);
  return failures.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommanderError)) console.error(error instanceof UnreadableError ? error.message : error);
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
}

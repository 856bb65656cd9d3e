import { processContext } from '../src/cli/context.ts';
import { runCli } from '../src/cli/run.ts';

/** What can be said in capitals, by the option of `statescope grafana` it stands for. */
const VARIABLES = {
  IDS: '--ids',
  NAME: '--name',
  SOURCE: '--source',
  GRAFANA_URL: '--grafana-url',
  FOLDER: '--folder',
  ADDED_STATES: '--added-states',
  LAYOUT: '--layout',
  FROM: '--from',
  OUT: '--out',
};

/**
 * Makes the dashboard of some machines, with the panels of the reference.
 * Usage: npm run gen:grafana-dashboard -- IDS=a,b [NAME=title] [SOURCE=service] [GRAFANA_URL=url] [FOLDER=title] ...
 */
const args = process.argv.slice(2).flatMap((arg) => {
  const [, name, value] = /^([A-Z_]+)=(.*)$/s.exec(arg) ?? [];
  if (name === undefined) return [arg];
  return [`${VARIABLES[name] ?? `--${name}`}=${value}`];
});
const isNamed = (flag) => args.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
const layout = isNamed('--layout') || isNamed('--from') ? [] : ['--layout=legacy'];
process.exitCode = await runCli(['grafana', ...layout, ...args], processContext());

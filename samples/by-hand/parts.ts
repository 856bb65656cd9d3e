import { averaged } from './averaged.js';
import { dbg } from './dbg.js';
import { environment } from './environment.js';
import { inherited } from './inherited.js';
import { logs } from './logs.js';
import { loki } from './loki.js';
import { messages } from './messages.js';
import { metrics } from './metrics.js';
import { traces } from './traces.js';

const parts = { traces, inherited, messages, logs, loki, dbg, metrics, averaged, environment };

/** Runs the parts that are named, or all of them; false when a name is none. */
export async function runParts(names: readonly string[], print: (line: string) => void): Promise<boolean> {
  const wanted = names.length === 0 ? Object.keys(parts) : names;
  for (const name of wanted) {
    const part = (parts as Readonly<Record<string, (typeof parts)['traces'] | undefined>>)[name];
    if (part === undefined) {
      print(`there is no part "${name}": one of ${Object.keys(parts).join(', ')}`);
      return false;
    }
    print(`# ${name}`);
    await part(print);
    print('');
  }
  return true;
}

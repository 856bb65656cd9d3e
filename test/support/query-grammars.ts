import { parser as logql } from '@grafana/lezer-logql';
import { parser as promql } from '@prometheus-io/lezer-promql';

/** Values in the place of Grafana's variables, as it fills them in. */
const SAMPLES: Readonly<Record<string, string>> = {
  __rate_interval: '1m0s',
  __auto: '1m',
  source: 'svc',
  instance: '.*',
  class: 'Feed|Item',
  state: '.*',
  machine: 'feed-1',
  level: 'error',
};

/** A query with values in the place of variables; one that no value is known of stays. */
export function filledIn(expression: string): string {
  return expression.replaceAll(/\$\{?(\w+)\}?/g, (whole, name: string) => SAMPLES[name] ?? whole);
}

/** The first place where a grammar stumbles; undefined for a query that it knows. */
export function mistakeIn(language: 'promql' | 'logql', expression: string): string | undefined {
  const text = filledIn(expression);
  const cursor = (language === 'promql' ? promql : logql).parse(text).cursor();
  do {
    if (cursor.type.isError) return `at ${String(cursor.from)} of ${text}`;
  } while (cursor.next());
  return /\$/.test(text) && language === 'promql' ? `a variable is left in ${text}` : undefined;
}

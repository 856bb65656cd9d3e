import { asMark } from '../config/index.js';
import type { LoadedConfig } from '../config/index.js';
import type { TelemetryScopeOptions } from '../instrument/index.js';
import type { ErrorPolicy } from '../metadata/index.js';
import type { Signal } from '../tracer/index.js';

type Overrides = NonNullable<TelemetryScopeOptions['overrides']>;

/**
 * What the configuration puts in place of the options of all marks.
 * @param errors given in code
 */
export function overridesOf({ config, effective }: LoadedConfig, errors: ErrorPolicy | undefined): Overrides {
  const isSet = effective.some(({ key, source }) => key === 'errors' && source !== 'default');
  const policy = typeof errors === 'function' ? errors : isSet ? config.errors : undefined;
  const everywhere = policy === undefined ? {} : { errors: policy };
  const { states, remote } = config.traces;
  const { level } = config.logs;
  const lists = states.allow === undefined && states.skip === undefined ? {} : asMark({ states });
  return {
    ...unlessEmpty('traced', { ...everywhere, ...lists, ...(remote !== undefined && { remote }) }),
    ...unlessEmpty('logged', { ...everywhere, ...(level !== undefined && { level }) }),
  };
}

function unlessEmpty(signal: Signal, options: Readonly<Record<string, unknown>>): Overrides {
  return Object.keys(options).length === 0 ? {} : { [signal]: options };
}

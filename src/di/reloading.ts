import type { LoadedConfig } from '../config/index.js';
import type { TelemetryScope } from '../instrument/index.js';
import { thrownText } from '../tracer/index.js';
import type { Diagnostics } from './diagnostics.js';
import { toggleLayers } from './toggle-layers.js';

/** Where what a reload has to say goes. */
interface ReportTo {
  readonly warnings: string[];
  readonly diagnostics: Diagnostics;
}

/**
 * Reads the toggles of a configuration again, one reload after the other. Where it can't be read they stay as they are, and whoever
 * asked for it is told, however often that happens. Never rejects.
 */
export function reloading(
  load: () => Promise<LoadedConfig>,
  scope: TelemetryScope,
  { warnings, diagnostics }: ReportTo,
): () => Promise<void> {
  const warn = (text: string): void => {
    if (!warnings.includes(text)) warnings.push(text);
  };
  const reload = async (): Promise<void> => {
    try {
      const loaded = await load();
      scope.configure(toggleLayers(loaded));
      for (const text of loaded.warnings) warn(text);
      diagnostics.say('info', 'telemetry: the toggles of the configuration were read again');
    } catch (error) {
      warn(`configuration: ${thrownText(error)}`);
      diagnostics.failure('configuration', error, true);
    }
  };
  let last = Promise.resolve();
  return () => (last = last.then(reload));
}

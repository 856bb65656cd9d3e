import { togglesOf } from '../config/index.js';
import type { TelemetryConfig } from '../config/index.js';
import { MachineError } from '../errors.js';
import type { ClassView } from '../grafana/index.js';
import { loadClasses } from './load-classes.js';
import { loadGrafana } from './load-grafana.js';

/**
 * What dashboards know of the metered classes of files, with marks and toggles as configured, by name.
 * @throws MachineError `CONFIG` when there is none
 */
export async function classViewsIn(
  files: readonly string[],
  config: TelemetryConfig,
  folder: string,
): Promise<readonly ClassView[]> {
  const [{ classViews }, { hasShape, TelemetryScope }] = await Promise.all([
    loadGrafana(),
    import('../instrument/index.js'),
  ]);
  const { preset, instrumentUnmarked } = config;
  const policy = new TelemetryScope({ tracers: [], classes: togglesOf(config.classes), instrumentUnmarked, preset });
  const views = classViews((await loadClasses(files, folder)).filter(hasShape), policy);
  if (views.length > 0) return views;
  throw new MachineError('CONFIG', `--from ${files.join(' ')} has no metered class: mark one with @Metered()`);
}

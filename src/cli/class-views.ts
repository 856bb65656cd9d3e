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
export async function classViews(
  files: readonly string[],
  config: TelemetryConfig,
  folder: string,
): Promise<readonly ClassView[]> {
  const [{ classViewOf }, { hasShape, shapeOf, TelemetryScope }, { seriesBudget }] = await Promise.all([
    loadGrafana(),
    import('../instrument/index.js'),
    import('../exporters/prometheus/index.js'),
  ]);
  const { preset, instrumentUnmarked } = config;
  const policy = new TelemetryScope({ tracers: [], classes: togglesOf(config.classes), instrumentUnmarked, preset });
  const views = (await loadClasses(files, folder)).filter(hasShape).flatMap((Class) => {
    const shape = shapeOf(Class, policy);
    const families = new Set(Object.keys(seriesBudget(shape)));
    return classViewOf(shape, families) ?? [];
  });
  if (views.length > 0) return views.sort((a, b) => (a.className < b.className ? -1 : 1));
  throw new MachineError('CONFIG', `--from ${files.join(' ')} has no metered class: mark one with @Metered()`);
}

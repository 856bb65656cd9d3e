import { togglesOf } from '../config/index.js';
import type { EffectiveSetting, LoadedConfig } from '../config/index.js';
import type { ClassToggle, ToggleLayer, ToggleOrigin } from '../instrument/index.js';

const SIGNALS = ['traced', 'metered', 'logged'] as const;
const ORIGINS: readonly ToggleOrigin[] = ['code', 'env', 'file', 'program'];

/** What a configuration toggles, by who said it: the weightiest first, whatever the patterns. */
export function toggleLayers({ config, effective }: LoadedConfig): readonly ToggleLayer[] {
  const layers = new Map<string, Record<string, ClassToggle>>();
  const put = (source: string, pattern: string, toggle: ClassToggle): void => {
    const classes = layers.get(source) ?? {};
    layers.set(source, { ...classes, [pattern]: toggle === false ? false : { ...classes[pattern], ...toggle } });
  };
  for (const [pattern, toggle] of Object.entries(togglesOf(config.classes))) {
    if (toggle === false) put(sourceOf(effective, `classes.${pattern}`), pattern, false);
    else
      for (const signal of SIGNALS) {
        const on = toggle[signal];
        if (on !== undefined) put(sourceOf(effective, `classes.${pattern}.${signal}`), pattern, { [signal]: on });
      }
  }
  return [...layers]
    .map(([from, classes]) => ({ origin: originOf(from), from, classes }))
    .sort((a, b) => ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin));
}

/** A signal with options is spread over several settings; one of them tells. */
function sourceOf(effective: readonly EffectiveSetting[], key: string): string {
  return effective.find((setting) => setting.key === key || setting.key.startsWith(`${key}.`))?.source ?? 'code';
}

/** Variables are written in capitals, files have an extension, and maybe a line after it. */
function originOf(source: string): ToggleOrigin {
  if (source === 'code') return 'code';
  if (/^[A-Z][A-Z0-9_]*$/.test(source)) return 'env';
  return /\.(?:json|ya?ml)(?::\d+)?$/.test(source) ? 'file' : 'program';
}

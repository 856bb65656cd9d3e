export { processEnvironment } from './env.js';
export type { Environment } from './env.js';
export { loadConfig } from './load.js';
export type { EffectiveSetting, LoadOptions, LoadedConfig } from './load.js';
export type { TelemetryConfig, TelemetrySettings } from './model.js';
export { VARIABLES } from './variables.js';
export type { Variable } from './variables.js';

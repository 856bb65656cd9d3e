import './bind.js';

export { misnamedHandlers } from './misnamed.js';
export { unboundMachines } from './unbound.js';
export type { Binding, Entitlement, ObservedMachine } from './observed.js';
export { rememberNothing } from './pending.js';
export { TelemetryScope } from './scope.js';
export type { TelemetryScopeOptions } from './scope.js';
export { selectionOf } from './select.js';
export { Toggles } from './toggle.js';
export type { ClassToggle, ClassToggles } from './toggle.js';

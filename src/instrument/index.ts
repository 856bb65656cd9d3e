import './bind.js';

export { hasShape, shapeOf } from './class-shape.js';
export { classStates } from './class-states.js';
export type { ClassState, SignalState } from './class-states.js';
export { misnamedHandlers } from './misnamed.js';
export { unboundMachines } from './unbound.js';
export type { Binding, Entitlement, ObservedMachine } from './observed.js';
export { rememberNothing } from './pending.js';
export { resolveIn, resolvingContainer } from './resolving.js';
export { TelemetryScope } from './scope.js';
export type { TelemetryScopeOptions, ToggleOptions } from './scope.js';
export { selectionOf } from './select.js';
export { Toggles } from './toggle.js';
export type { ClassToggle, ClassToggles, RuntimeToggle, ToggleDecision, ToggleLayer, ToggleOrigin } from './toggle.js';
export { whereabouts } from './whereabouts.js';
export type { Whereabouts } from './whereabouts.js';
export { WeakList } from './weak-list.js';
export { optsWithParentTracers } from './with-parent-tracers.js';

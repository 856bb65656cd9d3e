export { adjacentStates, extendState, mergeSchemas, overrideState } from './combine.js';
export type { ExtendedState, MergedSchema, StateOverlay } from './combine.js';
export { DisposedHandlers, disposeByStates } from './disposed-handlers.js';
export { defineGroups, indexGroups, stateNamesOf, stateSetGroups } from './groups.js';
export type { GroupIndexes, StateGroups, StateSetGroups } from './groups.js';
export { prefixSchema } from './prefix.js';
export type { PrefixedName, PrefixedSchema, PrefixOptions } from './prefix.js';
export { relatedTo, relationsBetween, relationsOf } from './relation-queries.js';
export {
  basicNames,
  basicStates,
  connectedNames,
  connectedStates,
  connPoolNames,
  connPoolStates,
  disposedNames,
  disposedStates,
} from './standard-sets.js';
export type { DisposalCallback } from './standard-sets.js';
export { hashStates, sameStates, sharedStates, subtractStates } from './state-list.js';
export { filterByTag, statesByTag } from './tags.js';

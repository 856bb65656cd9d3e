export { Logged } from './logged.js';
export type { Mentioned } from './known-names.js';
export type { MarkDecorator, Names, ParentDecorator } from './mark-decorator.js';
export { Metered } from './metered.js';
export { Parent } from './parent.js';
export { Traced } from './traced.js';
export type { LoggedOptions, MeteredOptions, TracedOptions } from '../src/metadata/index.js';

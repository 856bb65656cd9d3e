export { Logged } from './logged.js';
export type { LoggedOptions } from './logged.js';
export type { MarkDecorator, ParentDecorator } from './mark-decorator.js';
export { Metered } from './metered.js';
export type { MeteredOptions } from './metered.js';
export { Parent } from './parent.js';
export { Traced } from './traced.js';
export type { TracedOptions } from './traced.js';

import type { Tracer } from './tracer.js';

/** A tracer without any callback: what "observed by nobody" costs. */
export const noopTracer: Tracer = { id: 'noop' };

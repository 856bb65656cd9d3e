import type { MutationType } from '../tracer/index.js';

/** Key under which a mutation carries the engine's own error arguments. */
export const EXCEPTION_ARGS = '_am__Exception';

/** What `addErr` and a throwing handler put under {@link EXCEPTION_ARGS}. */
export interface ExceptionArgs {
  readonly error: Error;
  /** The handler threw, as opposed to an error the program added. */
  readonly thrown: boolean;
  /** The mutation whose handler threw. */
  readonly type?: MutationType;
  readonly called?: readonly string[];
}

import { FORM } from '../copies.js';
import type { ClassLike } from './marks.js';
import type { MarkTarget } from './store.js';

/** How decorators are called: as `experimentalDecorators` does, or as the standard (TC39) has it. */
export type Dialect = 'legacy' | 'standard';

const KEY = Symbol.for(`statescope.dialects.${FORM}`);

const holder = globalThis as { [KEY]?: WeakMap<object, Dialect> | undefined };

const dialects = (holder[KEY] ??= new WeakMap<object, Dialect>());

/** A decorator of this dialect wrote marks there. */
export function noteDialect(target: MarkTarget, dialect: Dialect): void {
  dialects.set(target, dialect);
}

/** The dialect of the decorators on a class itself; undefined without any. */
export function dialectOf(Class: ClassLike): Dialect | undefined {
  const metadata: unknown = Reflect.getOwnPropertyDescriptor(Class, Symbol.metadata)?.value;
  return (
    dialects.get(Class) ?? (typeof metadata === 'object' && metadata !== null ? dialects.get(metadata) : undefined)
  );
}

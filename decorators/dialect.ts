import { announce, noteDialect, type ClassLike, type MarkTarget } from '../src/metadata/index.js';

/** What a decorator stands on; the same in both dialects. */
export interface Place {
  readonly kind: 'class' | 'method' | 'getter' | 'setter' | 'accessor' | 'field';
  readonly name: string | symbol;
  /** An ordinary member of the instance, as opposed to a static or a private one; `true` for a class. */
  readonly ordinary: boolean;
  /** Where its marks go; undefined when the compiler passes no metadata. */
  readonly target: MarkTarget | undefined;
}

/**
 * Tells what a decorator was called on, from the arguments its dialect passes; undefined when it was not called as one.
 * In the standard dialect a class is announced as soon as it stands.
 */
export function placeOf(call: readonly unknown[]): Place | undefined {
  const [target, second, descriptor] = call;
  if (isContext(second)) return standardPlace(second);
  const isClass = typeof target === 'function';
  if (isClass && call.length === 1) {
    noteDialect(target, 'legacy');
    return { kind: 'class', name: target.name, ordinary: true, target };
  }
  if (typeof second !== 'string' && typeof second !== 'symbol') return undefined;
  const owner = isClass ? target : (target as { readonly constructor: ClassLike }).constructor;
  noteDialect(owner, 'legacy');
  return {
    kind: legacyKind(target as object, second, descriptor as PropertyDescriptor | null | undefined),
    name: second,
    ordinary: !isClass,
    target: owner,
  };
}

function standardPlace(context: DecoratorContext): Place {
  const { kind, metadata: target } = context;
  // A compiler may leave it out, whatever the types say.
  if (target as DecoratorMetadataObject | undefined) noteDialect(target, 'standard');
  if (kind !== 'class') return { kind, name: context.name, ordinary: !context.static && !context.private, target };
  context.addInitializer(function () {
    announce(this); // only now: a decorator that runs after this one may replace the class
  });
  return { kind, name: context.name ?? '', ordinary: true, target };
}

function legacyKind(
  target: object,
  name: string | symbol,
  descriptor: PropertyDescriptor | null | undefined,
): Place['kind'] {
  // Decorators below, as those that bind methods, may have made an accessor of what the class still has as a method.
  const isMethod = typeof Object.getOwnPropertyDescriptor(target, name)?.value === 'function';
  if (descriptor?.get) return isMethod ? 'method' : 'getter';
  if (descriptor?.set) return 'setter';
  return typeof descriptor?.value === 'function' ? 'method' : 'field';
}

function isContext(value: unknown): value is DecoratorContext {
  return typeof value === 'object' && value !== null && 'kind' in value && 'addInitializer' in value;
}

/** The one member a tracer may write, if it says that it does. */
const TRACE_CONTEXT = 'traceContext';

/** What stands for a view once nobody may look at it any more. */
const OVER = 'is read after its time: copy what is kept';

/**
 * Shows views as tracers must treat them: writes are kept as violations, and so is every look at a view whose time is over.
 * The same view is always the same object, so tracers may use views as keys.
 */
export class GuardedViews {
  readonly violations = new Set<string>();
  readonly #guards = new WeakMap<object, object>();
  readonly #over = new WeakSet();
  readonly #mayWriteContext: boolean;

  constructor(mayWriteContext: boolean) {
    this.#mayWriteContext = mayWriteContext;
  }

  /** The guarded view of an object; anything else as it is. Errors, promises and the like are not views. */
  guard(value: unknown, path: string): unknown {
    if (typeof value !== 'object' || value === null || !isView(value)) return value;
    const known = this.#guards.get(value);
    if (known !== undefined) return known;
    const guarded = new Proxy(value, this.#traps(path));
    this.#guards.set(value, guarded);
    return guarded;
  }

  /** From now on nobody may look at this object. */
  end(value: object): void {
    this.#over.add(value);
  }

  #traps(path: string): ProxyHandler<object> {
    const refuse = (key: PropertyKey): boolean => {
      this.violations.add(`${path}.${String(key)} is written`);
      return true;
    };
    return {
      get: (target, key) => {
        if (this.#over.has(target)) this.violations.add(`${path} ${OVER}`);
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return this.guard(value, `${path}.${String(key)}`);
        // Methods of arrays and maps work on the guard, so that what they write is seen.
        return Array.isArray(target) ? value : this.#method(target, value as (...given: unknown[]) => unknown, path);
      },
      set: (target, key, value) =>
        key === TRACE_CONTEXT && this.#mayWriteContext ? Reflect.set(target, key, value, target) : refuse(key),
      defineProperty: (_, key) => refuse(key),
      deleteProperty: (_, key) => refuse(key),
    };
  }

  #method(target: object, method: (...given: unknown[]) => unknown, path: string) {
    return (...given: unknown[]): unknown => this.guard(method.apply(target, given), `${path}()`);
  }
}

/** Lists, plain objects, and objects of classes that the engine shows. */
function isView(value: object): boolean {
  if (Array.isArray(value)) return !Object.isFrozen(value);
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || prototype === Object.prototype) return !Object.isFrozen(value);
  return !(value instanceof Error) && !BUILT_IN.has(Object.prototype.toString.call(value));
}

const BUILT_IN: ReadonlySet<string> = new Set(
  ['Error', 'Promise', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Date', 'RegExp', 'AbortSignal'].map(
    (name) => `[object ${name}]`,
  ),
);
